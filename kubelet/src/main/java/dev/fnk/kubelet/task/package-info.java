/** The two mappings, pod to task and task to pod status: pure functions, no I/O, no AWS types. */
@NullMarked
package dev.fnk.kubelet.task;

import org.jspecify.annotations.NullMarked;
