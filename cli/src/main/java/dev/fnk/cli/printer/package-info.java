/** Results, for a person and for programs; knows no command. */
@NullMarked
package dev.fnk.cli.printer;

import org.jspecify.annotations.NullMarked;
