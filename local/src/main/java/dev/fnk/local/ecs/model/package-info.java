/** What a region holds of clusters, services and tasks, without an engine. */
@NullMarked
package dev.fnk.local.ecs.model;

import org.jspecify.annotations.NullMarked;
