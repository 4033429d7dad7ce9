/**
 * Proof of an IAM identity by a presigned sts:GetCallerIdentity, which binds a value of its purpose
 * in a signed header: making one, and asking STS who made one. Knows of neither EKS nor agents.
 */
@NullMarked
package dev.fnk.kubelet.sts;

import org.jspecify.annotations.NullMarked;
