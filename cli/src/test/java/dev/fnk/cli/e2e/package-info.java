/**
 * The built {@code ./fnk} driven as a person drives it, on the real parts; what it did is looked at
 * with kubectl, the AWS SDK, HTTP and the container engine. Nothing here calls fnk's own classes.
 */
@NullMarked
package dev.fnk.cli.e2e;

import org.jspecify.annotations.NullMarked;
