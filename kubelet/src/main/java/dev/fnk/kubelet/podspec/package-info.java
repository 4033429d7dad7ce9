/**
 * A pod as the agent in its task is told of it: pure functions of the pod, of its images'
 * configurations and of what it refers to, by the rules of the kubelet.
 */
@NullMarked
package dev.fnk.kubelet.podspec;

import org.jspecify.annotations.NullMarked;
