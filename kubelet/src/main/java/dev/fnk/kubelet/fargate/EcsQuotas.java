package dev.fnk.kubelet.fargate;

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
  static EcsQuotas published() {
    return new EcsQuotas(
        new TokenBucket(20, 1, System::nanoTime),
        new TokenBucket(50, 20, System::nanoTime),
        new TokenBucket(100, 40, System::nanoTime),
        new TokenBucket(20, 20, System::nanoTime),
        new TokenBucket(100, 20, System::nanoTime));
  }
}
