/** Private directories, and what I/O failures say. */
@NullMarked
package dev.fnk.local.io;

import org.jspecify.annotations.NullMarked;
