/**
 * imagePullSecrets as Fargate takes them: secrets in Secrets Manager, which ECS reads when it
 * pulls.
 */
@NullMarked
package dev.fnk.kubelet.pullsecret;

import org.jspecify.annotations.NullMarked;
