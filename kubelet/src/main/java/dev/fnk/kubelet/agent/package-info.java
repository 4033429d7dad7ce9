/**
 * The node's client of the agents in its tasks: connections that both ends have proved by IAM, the
 * calls over them, and what the agents tell. Knows of tasks, but neither of pods nor of ECS.
 */
@NullMarked
package dev.fnk.kubelet.agent;

import org.jspecify.annotations.NullMarked;
