/** Access entries and access policies: their rules, and what they are in the cluster. */
@NullMarked
package dev.fnk.local.eks.access;

import org.jspecify.annotations.NullMarked;
