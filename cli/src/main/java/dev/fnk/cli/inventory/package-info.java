/** What an account still lists of a lab. Reads every service the lab uses. */
@NullMarked
package dev.fnk.cli.inventory;

import org.jspecify.annotations.NullMarked;
