/** Documents that fnk fills in, and compares. Knows nothing of the lab. */
@NullMarked
package dev.fnk.cli.template;

import org.jspecify.annotations.NullMarked;
