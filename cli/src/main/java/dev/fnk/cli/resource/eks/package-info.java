/** The lab's Kubernetes control plane. Talks to EKS. */
@NullMarked
package dev.fnk.cli.resource.eks;

import org.jspecify.annotations.NullMarked;
