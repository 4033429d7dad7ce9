/**
 * The EKS API of the local account: clusters on real control planes, access entries, and the
 * webhook that turns IAM identities into Kubernetes users.
 */
@NullMarked
package dev.fnk.local.eks;

import org.jspecify.annotations.NullMarked;
