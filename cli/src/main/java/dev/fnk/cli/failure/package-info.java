/** What was thrown, as the failure that a person is told with its exit code. */
@NullMarked
package dev.fnk.cli.failure;

import org.jspecify.annotations.NullMarked;
