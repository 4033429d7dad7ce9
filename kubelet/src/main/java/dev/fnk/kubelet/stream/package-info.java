/**
 * Commands in containers and connections to pods' ports, as clients of the kubelet API have them:
 * the protocols of Kubernetes on one side, an agent's streams on the other, and what carries octets
 * between them. Knows nothing of pods, nor of who may call.
 */
@NullMarked
package dev.fnk.kubelet.stream;

import org.jspecify.annotations.NullMarked;
