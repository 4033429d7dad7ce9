/** What a task can ask at 169.254.170.2: its role's credentials and its own description. */
@NullMarked
package dev.fnk.local.metadata;

import org.jspecify.annotations.NullMarked;
