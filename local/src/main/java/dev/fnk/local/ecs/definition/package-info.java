/** Task definitions, their containers, and what a run lays over them. */
@NullMarked
package dev.fnk.local.ecs.definition;

import org.jspecify.annotations.NullMarked;
