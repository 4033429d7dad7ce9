/** The front of the local account's EKS API: what the gateway calls. */
@NullMarked
package dev.fnk.local.eks;

import org.jspecify.annotations.NullMarked;
