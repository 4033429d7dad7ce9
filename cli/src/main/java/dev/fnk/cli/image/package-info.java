/** Builds and pushes the container images of the lab, without a container engine. */
@NullMarked
package dev.fnk.cli.image;

import org.jspecify.annotations.NullMarked;
