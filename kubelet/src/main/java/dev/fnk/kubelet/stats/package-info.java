/**
 * What the node's pods use: asked of the agents in their tasks, told in the forms of the kubelet's
 * endpoints. What an agent does not tell is absent, never made up.
 */
@NullMarked
package dev.fnk.kubelet.stats;

import org.jspecify.annotations.NullMarked;
