/** The certificates and keys of a control plane. */
@NullMarked
package dev.fnk.local.controlplane.pki;

import org.jspecify.annotations.NullMarked;
