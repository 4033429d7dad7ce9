/** Amazon ECS on Fargate, with tasks as containers of the engine on this machine. */
@NullMarked
package dev.fnk.local.ecs;

import org.jspecify.annotations.NullMarked;
