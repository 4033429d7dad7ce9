/** Clusters, services and tasks of a region: data and rules, without an engine. */
@NullMarked
package dev.fnk.local.ecs.model;

import org.jspecify.annotations.NullMarked;
