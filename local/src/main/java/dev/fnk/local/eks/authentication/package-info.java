/** Which Kubernetes user an IAM identity is: tokens, aws-auth, the webhook of the API server. */
@NullMarked
package dev.fnk.local.eks.authentication;

import org.jspecify.annotations.NullMarked;
