/** Tasks on ECS Fargate. The only package that knows ECS's types. */
@NullMarked
package dev.fnk.kubelet.fargate;

import org.jspecify.annotations.NullMarked;
