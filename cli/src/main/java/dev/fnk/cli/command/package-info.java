/** The command tree: each command reads its arguments, calls what does the work, has it printed. */
@NullMarked
package dev.fnk.cli.command;

import org.jspecify.annotations.NullMarked;
