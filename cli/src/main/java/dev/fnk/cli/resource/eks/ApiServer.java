package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.eks.EksTokens;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The API server of the lab's cluster, reached with the caller's own AWS identity. */
public final class ApiServer implements AutoCloseable {
  private final AwsClients aws;
  private final String cluster;
  private final Map<String, KubernetesClient> clients = new HashMap<>();

  ApiServer(AwsClients aws, String cluster) {
    this.aws = aws;
    this.cluster = cluster;
  }

  /** A client of it, one for each endpoint; it is closed with this. */
  public synchronized KubernetesClient client(EksCluster.Attributes is) {
    return clients.computeIfAbsent(
        is.endpoint() + is.certificateAuthority(),
        _ ->
            EksKubernetesClients.connect(
                new EksAccess(
                    cluster,
                    URI.create(is.endpoint()),
                    new String(
                        Base64.getDecoder().decode(is.certificateAuthority()),
                        StandardCharsets.US_ASCII)),
                new EksTokens(aws.sts()).source(cluster)));
  }

  /**
   * Waits until it says who we are. A cluster is ACTIVE before its endpoint's name resolves, before
   * it answers and before it admits its creator.
   */
  void awaitAnswer(Present<EksCluster.Attributes> present, ResourceContext context) {
    var client = client(present.attributes());
    var failures = new ArrayDeque<KubernetesClientException>();
    try {
      context.until(
          "its API server to answer",
          context.deadlines().answer(),
          () -> {
            try {
              return whoAmI(client);
            } catch (KubernetesClientException e) {
              if (!ApiFailures.passes(e, true) || Thread.currentThread().isInterrupted()) {
                throw ApiFailures.inWords(e);
              }
              failures.add(e);
              return false;
            }
          });
    } catch (ResourceException e) {
      var last = failures.peekLast();
      throw last == null
          ? e
          : new ResourceException(
              e.getMessage() + ": " + ApiFailures.describe(last), ApiFailures.next(last), e);
    }
  }

  private static boolean whoAmI(KubernetesClient client) {
    var review =
        client
            .resource(new SelfSubjectReviewBuilder().withNewMetadata().endMetadata().build())
            .create();
    return review.getStatus() != null && review.getStatus().getUserInfo() != null;
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(EksKubernetesClients::close);
    clients.clear();
  }
}
