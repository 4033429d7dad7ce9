/** What EKS's requests and answers are made of: calls, operations, pages, JSON, errors. */
@NullMarked
package dev.fnk.local.eks.protocol;

import org.jspecify.annotations.NullMarked;
