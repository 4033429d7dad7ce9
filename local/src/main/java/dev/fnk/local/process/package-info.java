/** Processes of the local lab: recorded on disk, so that none outlives the world it belongs to. */
@NullMarked
package dev.fnk.local.process;

import org.jspecify.annotations.NullMarked;
