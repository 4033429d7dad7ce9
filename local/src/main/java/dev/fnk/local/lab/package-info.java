/** The life of the local lab: what the command line starts, asks, and stops. */
@NullMarked
package dev.fnk.local.lab;

import org.jspecify.annotations.NullMarked;
