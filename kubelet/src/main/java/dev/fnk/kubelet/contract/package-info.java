/**
 * What the node and whoever makes its lab agree on: names of tags, annotations and variables, and
 * the sizes of tasks. Together with {@code dev.fnk.kubelet.eks} (access to the cluster) and the
 * entry points of {@code dev.fnk.kubelet} all that others may use of this module; knows nothing
 * else of it.
 */
@NullMarked
package dev.fnk.kubelet.contract;

import org.jspecify.annotations.NullMarked;
