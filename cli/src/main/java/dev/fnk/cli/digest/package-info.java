/** Hashes. Knows nothing of what is hashed. */
@NullMarked
package dev.fnk.cli.digest;

import org.jspecify.annotations.NullMarked;
