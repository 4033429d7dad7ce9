/**
 * A real Kubernetes control plane as child processes: its boot, and what EKS puts into a new
 * cluster. Knows Kubernetes, nothing of the AWS API.
 */
@NullMarked
package dev.fnk.local.controlplane;

import org.jspecify.annotations.NullMarked;
