/** The programs of a control plane: found, downloaded or built. Nothing of a cluster. */
@NullMarked
package dev.fnk.local.controlplane.binaries;

import org.jspecify.annotations.NullMarked;
