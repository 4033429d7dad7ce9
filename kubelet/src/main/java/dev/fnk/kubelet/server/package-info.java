/** The kubelet API: who may call it, its routes, HTTPS. */
@NullMarked
package dev.fnk.kubelet.server;

import org.jspecify.annotations.NullMarked;
