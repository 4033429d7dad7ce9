package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.eks.ApiFailures;
import dev.fnk.cli.resource.eks.EksCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Calls to the lab's API server, with the caller's own AWS identity. */
public final class ClusterAccess implements AutoCloseable {
  /** How long after its creation a cluster may still have to find its name and its creator. */
  private static final Duration YOUTH = Duration.ofMinutes(30);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Patience patience = new Patience(Duration.ofSeconds(60), System::nanoTime);
  private final EksCluster cluster;

  public ClusterAccess(EksCluster cluster) {
    this.cluster = cluster;
  }

  public EksCluster cluster() {
    return cluster;
  }

  /** What an object in the cluster needs: these, and the cluster. */
  List<Resource<?>> needs(List<? extends Resource<?>> others) {
    var all = new ArrayList<Resource<?>>(others);
    all.add(cluster);
    return List.copyOf(all);
  }

  /**
   * Asks the API server; empty when there is none that could answer. One that is young is asked
   * again for a while.
   */
  public <T> Optional<T> ask(
      ObservedState known, Function<KubernetesClient, Optional<T>> question) {
    return known
        .find(cluster)
        .filter(c -> c.state().equals("ACTIVE") || c.state().equals("UPDATING"))
        .filter(c -> !c.attributes().endpoint().isEmpty())
        .flatMap(c -> patiently(c, question));
  }

  /**
   * Tells the API server to do something; the cluster must be there. What passes by itself is
   * waited for, so an order may come twice.
   */
  public <T> T tell(ResourceContext context, Function<KubernetesClient, T> order) {
    var present = context.known().of(cluster);
    var young = young(present);
    try {
      return context.retry(
          "the API server to answer",
          context.deadlines().consistency(),
          e ->
              e instanceof KubernetesClientException failure
                  && !Thread.currentThread().isInterrupted()
                  && ApiFailures.passes(failure, young),
          () -> order.apply(client(present)));
    } catch (KubernetesClientException e) {
      throw ApiFailures.inWords(e);
    }
  }

  private <T> T patiently(
      Present<EksCluster.Attributes> present, Function<KubernetesClient, T> question) {
    for (; ; ) {
      try {
        var answer = question.apply(client(present));
        patience.restore();
        return answer;
      } catch (KubernetesClientException e) {
        if (!young(present) || !ApiFailures.passes(e, true) || !patience.lasts()) {
          throw ApiFailures.inWords(e);
        }
        pause(e);
      }
    }
  }

  private static void pause(KubernetesClientException e) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }

  private static boolean young(Present<EksCluster.Attributes> present) {
    return Instant.now().isBefore(present.attributes().created().plus(YOUTH));
  }

  private KubernetesClient client(Present<EksCluster.Attributes> present) {
    return cluster.api().client(present.attributes());
  }

  @Override
  public void close() {
    cluster.api().close();
  }
}
