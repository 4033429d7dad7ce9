package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.Scheduler;

/**
 * ECS's published request rates, in front of each action.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html">Request
 *     throttling for the Amazon ECS API</a>
 */
record EcsQuotas(
    TokenBucket registration,
    TokenBucket definitionRead,
    TokenBucket taskModify,
    TokenBucket launch,
    TokenBucket taskRead) {
  static EcsQuotas published(Scheduler scheduler) {
    return new EcsQuotas(
        new TokenBucket(20, 1, scheduler),
        new TokenBucket(50, 20, scheduler),
        new TokenBucket(100, 40, scheduler),
        new TokenBucket(20, 20, scheduler),
        new TokenBucket(100, 20, scheduler));
  }
}
