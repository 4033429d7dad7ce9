/** The local lab as a daemon: what the command line starts, asks, and stops. */
@NullMarked
package dev.fnk.local.daemon;

import org.jspecify.annotations.NullMarked;
