/** The lab's ECS cluster, the node's task definition and service, and the tasks. Talks to ECS. */
@NullMarked
package dev.fnk.cli.stage.ecs;

import org.jspecify.annotations.NullMarked;
