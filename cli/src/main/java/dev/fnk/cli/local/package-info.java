/** Commands of the local lab. */
@NullMarked
package dev.fnk.cli.local;

import org.jspecify.annotations.NullMarked;
