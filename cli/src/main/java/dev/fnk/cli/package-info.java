/** The command line tool. Main is the only place that exits. */
@NullMarked
package dev.fnk.cli;

import org.jspecify.annotations.NullMarked;
