/** fnk.yaml, environment and flags as one set of records. */
@NullMarked
package dev.fnk.cli.config;

import org.jspecify.annotations.NullMarked;
