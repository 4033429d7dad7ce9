/** The operations of ECS: what they ask for, check, do and answer. */
@NullMarked
package dev.fnk.local.ecs.api;

import org.jspecify.annotations.NullMarked;
