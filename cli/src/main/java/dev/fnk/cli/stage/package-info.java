/** Which resources each stage of the lab consists of, and how they lean on one another. */
@NullMarked
package dev.fnk.cli.stage;

import org.jspecify.annotations.NullMarked;
