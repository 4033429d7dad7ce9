/**
 * What becomes of a pod, told without a cluster: the two mappings, given what a manifest says. What
 * it does not say stands in parentheses. Pure functions.
 */
@NullMarked
package dev.fnk.kubelet.explain;

import org.jspecify.annotations.NullMarked;
