/** The virtual node. Knows nothing of cli or local. */
@NullMarked
package dev.fnk.kubelet;

import org.jspecify.annotations.NullMarked;
