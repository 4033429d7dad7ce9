/** Access to an EKS cluster: its token and a Kubernetes client. */
@NullMarked
package dev.fnk.kubelet.eks;

import org.jspecify.annotations.NullMarked;
