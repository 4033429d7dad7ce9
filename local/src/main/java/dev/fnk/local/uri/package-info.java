/** Queries and percent-encoding. */
@NullMarked
package dev.fnk.local.uri;

import org.jspecify.annotations.NullMarked;
