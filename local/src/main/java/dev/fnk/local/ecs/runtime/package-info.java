/** What makes tasks run: scheduler, supervisors, sandboxes, networks and logs, on the engine. */
@NullMarked
package dev.fnk.local.ecs.runtime;

import org.jspecify.annotations.NullMarked;
