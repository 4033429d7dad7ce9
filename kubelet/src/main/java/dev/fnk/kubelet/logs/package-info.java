/** Container logs, as kubectl asks for them. */
@NullMarked
package dev.fnk.kubelet.logs;

import org.jspecify.annotations.NullMarked;
