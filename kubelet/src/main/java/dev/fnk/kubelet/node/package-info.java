/** The Node object, its lease and its heartbeat. */
@NullMarked
package dev.fnk.kubelet.node;

import org.jspecify.annotations.NullMarked;
