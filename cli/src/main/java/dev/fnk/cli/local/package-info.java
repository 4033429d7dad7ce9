/** The local lab as a world, and its commands. The only package that may ask for the local lab. */
@NullMarked
package dev.fnk.cli.local;

import org.jspecify.annotations.NullMarked;
