/** One run of fnk: its global options, its access to a lab, its end by signal or time. */
@NullMarked
package dev.fnk.cli.invocation;

import org.jspecify.annotations.NullMarked;
