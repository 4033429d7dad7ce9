/**
 * The local lab: an AWS endpoint on loopback with real containers and a real control plane behind
 * it. Knows nothing of cli or kubelet.
 *
 * <p>What AWS publishes as tables (Fargate's sizes, quotas and rates, EKS's calendar) and its rules
 * (ranges, token format) stand here by themselves, on purpose, even where fnk has them, too: the
 * local lab judges what is asked of it by AWS's pages, not by fnk's own reading of them.
 */
@NullMarked
package dev.fnk.local;

import org.jspecify.annotations.NullMarked;
