package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;

/** Asks the API server who may call, by SubjectAccessReview on this node. */
final class Authorizer {
  private static final Duration KEEP_ALLOWED = Duration.ofMinutes(1);
  private static final Duration KEEP_DENIED = Duration.ofSeconds(10);

  private record Question(Caller caller, Access access) {}

  private final KubernetesClient client;
  private final String node;
  private final ExpiringCache<Question, Boolean> answers;

  Authorizer(KubernetesClient client, String node, Clock clock) {
    this.client = client;
    this.node = node;
    this.answers = new ExpiringCache<>(clock);
  }

  /**
   * Whether the caller may.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException not known
   */
  boolean allows(Caller caller, Access access) {
    return answers.get(
        new Question(caller, access),
        () -> review(caller, access),
        allowed -> allowed ? KEEP_ALLOWED : KEEP_DENIED);
  }

  private boolean review(Caller caller, Access access) {
    SubjectAccessReview review =
        client
            .authorization()
            .v1()
            .subjectAccessReview()
            .create(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(caller.user())
                    .withUid(caller.uid())
                    .withGroups(caller.groups())
                    .withExtra(caller.extra())
                    .withNewResourceAttributes()
                    .withVerb(access.verb())
                    .withVersion("v1")
                    .withResource("nodes")
                    .withSubresource(access.subresource())
                    .withName(node)
                    .endResourceAttributes()
                    .endSpec()
                    .build());
    return review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
  }
}
