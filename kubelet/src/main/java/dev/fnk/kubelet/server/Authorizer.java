package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;

/**
 * Asks the API server who may call, by SubjectAccessReview on this node; keeps its answers as long
 * as a kubelet does (cacheAuthorizedTTL, cacheUnauthorizedTTL).
 */
final class Authorizer {
  static final Duration KEEP_ALLOWED = Duration.ofMinutes(5);
  static final Duration KEEP_DENIED = Duration.ofSeconds(30);

  private record Question(Caller caller, String verb, String subresource) {}

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
    for (String subresource : access.subresources()) {
      var question = new Question(caller, access.verb(), subresource);
      if (answers.get(
          question, () -> review(question), allowed -> allowed ? KEEP_ALLOWED : KEEP_DENIED)) {
        return true;
      }
    }
    return false;
  }

  private boolean review(Question question) {
    Caller caller = question.caller();
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
                    .withVerb(question.verb())
                    .withVersion("v1")
                    .withResource("nodes")
                    .withSubresource(question.subresource())
                    .withName(node)
                    .endResourceAttributes()
                    .endSpec()
                    .build());
    return review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
  }
}
