/** Telling how far long work is. Depends on nothing of the local lab. */
@NullMarked
package dev.fnk.local.progress;

import org.jspecify.annotations.NullMarked;
