/** Clusters, and where their tasks may be placed: capacity, platform, network. */
@NullMarked
package dev.fnk.local.ecs.model.cluster;

import org.jspecify.annotations.NullMarked;
