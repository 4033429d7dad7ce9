/** Manifests as people write them, and the pods that become of them. */
@NullMarked
package dev.fnk.cli.manifest;

import org.jspecify.annotations.NullMarked;
