/**
 * Commands in containers, as clients of the kubelet API run them: the protocols of Kubernetes on
 * one side, an agent's stream on the other, and what carries octets between them. Knows nothing of
 * pods, nor of who may call.
 */
@NullMarked
package dev.fnk.kubelet.stream;

import org.jspecify.annotations.NullMarked;
