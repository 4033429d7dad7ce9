/**
 * The local lab: an AWS endpoint on loopback with real containers and a real control plane behind
 * it. Knows nothing of cli or kubelet.
 */
@NullMarked
package dev.fnk.local;

import org.jspecify.annotations.NullMarked;
