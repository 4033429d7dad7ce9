/** What a signed call asks for in IAM's terms, and whether its caller's policies allow it. */
@NullMarked
package dev.fnk.local.access;

import org.jspecify.annotations.NullMarked;
