/** Pods bound to the node: each becomes a task, the task's state becomes the pod's status. */
@NullMarked
package dev.fnk.kubelet.pod;

import org.jspecify.annotations.NullMarked;
