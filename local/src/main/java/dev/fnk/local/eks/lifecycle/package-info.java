/** Makes a cluster's real parts and removes them: control plane, security group, interfaces. */
@NullMarked
package dev.fnk.local.eks.lifecycle;

import org.jspecify.annotations.NullMarked;
