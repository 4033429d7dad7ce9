/** The operations of EKS: what they check, do and answer. */
@NullMarked
package dev.fnk.local.eks.api;

import org.jspecify.annotations.NullMarked;
