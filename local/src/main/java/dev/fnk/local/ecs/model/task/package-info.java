/** Tasks and their containers: what is settled at the start, and how they stand. */
@NullMarked
package dev.fnk.local.ecs.model.task;

import org.jspecify.annotations.NullMarked;
