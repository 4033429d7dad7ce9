/** The lab's Kubernetes control plane. Talks to EKS. */
@NullMarked
package dev.fnk.cli.stage.eks;

import org.jspecify.annotations.NullMarked;
