/**
 * OpenTelemetry traces of the pods' ways: what a pod has reached becomes spans, which are sent to a
 * collector. Of the node's pods it knows names and milestones, nothing of what is in them.
 */
@NullMarked
package dev.fnk.kubelet.tracing;

import org.jspecify.annotations.NullMarked;
