package dev.fnk.cli.stage.kubernetes;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.eks.EksCluster;
import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.eks.EksTokens;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Calls to the lab's API server, with the caller's own AWS identity. */
public final class ClusterAccess implements AutoCloseable {
  private final AwsClients aws;
  private final EksCluster cluster;
  private final Map<String, KubernetesClient> clients = new HashMap<>();

  public ClusterAccess(AwsClients aws, EksCluster cluster) {
    this.aws = aws;
    this.cluster = cluster;
  }

  public EksCluster cluster() {
    return cluster;
  }

  /** Asks the API server; empty when there is none that could answer. */
  public <T> Optional<T> ask(Known known, Function<KubernetesClient, Optional<T>> question) {
    return known
        .find(cluster)
        .filter(c -> c.state().equals("ACTIVE") || c.state().equals("UPDATING"))
        .filter(c -> !c.attributes().endpoint().isEmpty())
        .flatMap(c -> call(c, question));
  }

  /** Tells the API server to do something; the cluster must be there. */
  public <T> T tell(Known known, Function<KubernetesClient, T> order) {
    return call(known.of(cluster), order);
  }

  private <T> T call(
      Present<EksCluster.Attributes> present, Function<KubernetesClient, T> function) {
    try {
      return function.apply(client(present.attributes()));
    } catch (KubernetesClientException e) {
      throw inWords(e);
    }
  }

  private synchronized KubernetesClient client(EksCluster.Attributes is) {
    return clients.computeIfAbsent(
        is.endpoint() + is.certificateAuthority(),
        _ ->
            EksKubernetesClients.connect(
                new EksAccess(
                    cluster.name(),
                    URI.create(is.endpoint()),
                    new String(
                        Base64.getDecoder().decode(is.certificateAuthority()),
                        StandardCharsets.US_ASCII)),
                new EksTokens(aws.sts()).source(cluster.name())));
  }

  private static RuntimeException inWords(KubernetesClientException e) {
    if (e.getCode() == 409 || Thread.currentThread().isInterrupted()) {
      return e; // the caller's to handle
    }
    var status = e.getStatus();
    var words = status != null && status.getMessage() != null ? status.getMessage() : message(e);
    return switch (e.getCode()) {
      case -1, 0 -> // fabric8's two words for no HTTP answer
          new ResourceException(
              "the API server does not answer: " + words,
              "fnk doctor checks the way to it; network.endpointCidrs says who may reach it",
              e);
      case 401 ->
          new ResourceException(
              "the API server does not know who calls (HTTP 401)",
              "use the identity that made the cluster, or give this one an EKS access entry",
              e);
      case 403 ->
          new ResourceException(
              "the API server refuses: " + words,
              "use the identity that made the cluster, or give this one an EKS access entry",
              e);
      default ->
          new ResourceException(
              "the API server answers HTTP %d: %s".formatted(e.getCode(), words),
              "fnk up tries again",
              e);
    };
  }

  private static String message(Throwable e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(KubernetesClient::close);
    clients.clear();
  }
}
