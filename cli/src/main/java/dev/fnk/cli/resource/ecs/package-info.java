/** The lab's ECS cluster, the node's task definition and service, and the tasks. Talks to ECS. */
@NullMarked
package dev.fnk.cli.resource.ecs;

import org.jspecify.annotations.NullMarked;
