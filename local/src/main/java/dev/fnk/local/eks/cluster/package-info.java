/** A cluster as EKS knows it: what was asked for, its state, its updates, its JSON. */
@NullMarked
package dev.fnk.local.eks.cluster;

import org.jspecify.annotations.NullMarked;
