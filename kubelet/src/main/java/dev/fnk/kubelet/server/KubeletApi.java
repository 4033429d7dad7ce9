package dev.fnk.kubelet.server;

import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogRequest;
import dev.fnk.kubelet.logs.LogsNotFoundException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of the kubelet API, each in its own virtual thread. */
public final class KubeletApi {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletApi.class);

  private final KubernetesClient client;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final ContainerLogs logs;
  private final Supplier<List<Pod>> pods;
  private final NodeMetrics metrics;
  private final Clock clock;

  /**
   * @param logs source of the containers' logs
   * @param pods the node's pods with their status
   */
  public KubeletApi(
      KubernetesClient client,
      String node,
      ContainerLogs logs,
      Supplier<List<Pod>> pods,
      NodeMetrics metrics,
      Clock clock) {
    this.client = client;
    this.authenticator = new Authenticator(client, clock);
    this.authorizer = new Authorizer(client, node, clock);
    this.logs = logs;
    this.pods = pods;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * A request as received.
   *
   * @param certificate of the client, verified by the handshake
   */
  record Request(
      String method,
      String uri,
      @Nullable X509Certificate certificate,
      @Nullable String authorization) {}

  void handle(Request request, Exchange exchange) {
    try {
      if (admitted(request, exchange)) {
        route(Route.parse(request.method(), request.uri(), clock.instant()), exchange);
      }
    } catch (BadRequestException e) {
      answer(exchange, 400, e.getMessage());
    } catch (LogsNotFoundException e) {
      answer(
          exchange,
          switch (e.missing()) {
            case CONTAINER -> 404;
            case RUN -> 400;
          },
          e.getMessage());
    } catch (IOException e) {
      // Before the first byte an answer like another; the API server shows a 500's text to kubectl.
      LOG.debug("{} {}: {}", request.method(), path(request), e.getMessage());
      answer(exchange, 500, e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), path(request), e);
      answer(exchange, 500, "internal error: " + e.getMessage());
    }
  }

  private boolean admitted(Request request, Exchange exchange) throws IOException {
    try {
      Optional<Caller> caller =
          authenticator.authenticate(request.certificate(), request.authorization());
      if (caller.isEmpty()) {
        metrics.refused(401);
        exchange.text(401, "Unauthorized");
        return false;
      }
      Access access = Access.of(request.method(), path(request));
      if (!authorizer.allows(caller.get(), access)) {
        metrics.refused(403);
        exchange.text(
            403,
            "Forbidden (user=%s, verb=%s, resource=nodes, subresource=%s)"
                .formatted(caller.get().user(), access.verb(), access.subresource()));
        return false;
      }
      return true;
    } catch (KubernetesClientException e) {
      LOG.warn("cannot ask the API server about a caller: {}", ApiErrors.brief(e));
      exchange.text(500, "cannot ask the API server about the caller");
      return false;
    }
  }

  private void route(Route route, Exchange exchange) throws IOException, LogsNotFoundException {
    metrics.served(route);
    switch (route) {
      case Route.Health health -> exchange.text(200, "ok");
      case Route.Metrics all -> exchange.send(200, NodeMetrics.CONTENT_TYPE, metrics.scrape());
      case Route.Pods some -> exchange.send(200, "application/json", list(some.runningOnly()));
      case Route.Logs log -> stream(log.request(), exchange);
      case Route.Unsupported part ->
          exchange.text(501, "fnk: this virtual node does not support " + part.what() + " yet");
      case Route.NotFound none -> exchange.text(404, "404 page not found");
      case Route.MethodNotAllowed wrong -> exchange.text(405, "method not allowed");
    }
  }

  // Not closed on failure: its end would tell the peer that the log is whole.
  private void stream(LogRequest request, Exchange exchange)
      throws IOException, LogsNotFoundException {
    OutputStream out = exchange.stream("text/plain");
    logs.stream(request, out);
    out.close();
  }

  private String list(boolean runningOnly) {
    List<Pod> items =
        pods.get().stream()
            .filter(
                pod ->
                    !runningOnly
                        || (pod.getStatus() != null
                            && "Running".equals(pod.getStatus().getPhase())))
            .toList();
    return client
        .getKubernetesSerialization()
        .asJson(new PodListBuilder().withNewMetadata().endMetadata().withItems(items).build());
  }

  private static void answer(Exchange exchange, int status, @Nullable String message) {
    if (exchange.started()) {
      exchange.abort();
      return;
    }
    try {
      // Without an end of line: the API server puts it into a message of its own.
      exchange.send(status, "text/plain; charset=utf-8", message == null ? "" : message);
    } catch (IOException e) {
      LOG.debug("the caller left before its answer", e);
    }
  }

  /** Without the query, which is the caller's business. */
  private static String path(Request request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }
}
