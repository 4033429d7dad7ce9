package dev.fnk.kubelet.server;

import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogRequest;
import dev.fnk.kubelet.logs.LogsNotFoundException;
import dev.fnk.kubelet.stats.StatsPage;
import dev.fnk.kubelet.stream.ExecLimits;
import dev.fnk.kubelet.stream.ExecTargets;
import dev.fnk.kubelet.stream.ForwardLimits;
import dev.fnk.kubelet.stream.ForwardTargets;
import dev.fnk.kubelet.stream.NoTargetException;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges the requests of the kubelet API and answers the plain ones, in virtual threads. */
public final class KubeletApi {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletApi.class);

  private final KubernetesClient client;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final ContainerLogs logs;
  private final NodePods pods;
  private final NodeMetrics metrics;
  private final NodePages pages;
  private final Upgrades upgrades;
  private final Clock clock;

  /**
   * @param client for reviews of callers
   * @param logs source of the containers' logs
   * @param targets where commands are run
   * @param forwards whose ports are reached
   * @param limits what a client may have
   */
  public KubeletApi(
      KubernetesClient client,
      String node,
      ContainerLogs logs,
      NodePods pods,
      NodeMetrics metrics,
      NodePages pages,
      ExecTargets targets,
      ForwardTargets forwards,
      ApiLimits limits,
      Clock clock) {
    this(
        client,
        node,
        logs,
        pods,
        metrics,
        pages,
        Upgrades.either(
            new StreamUpgrades(targets, new ExecLimits(limits.execs(), limits.streamIdle())),
            new ForwardUpgrades(
                forwards, new ForwardLimits(limits.forwards(), limits.streamIdle()))),
        clock);
  }

  KubeletApi(
      KubernetesClient client,
      String node,
      ContainerLogs logs,
      NodePods pods,
      NodeMetrics metrics,
      NodePages pages,
      Upgrades upgrades,
      Clock clock) {
    this.client = client;
    this.authenticator = new Authenticator(client, clock);
    this.authorizer = new Authorizer(client, node, clock);
    this.logs = logs;
    this.pods = pods;
    this.metrics = metrics;
    this.pages = pages;
    this.upgrades = upgrades;
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
      @Nullable String authorization) {

    static Request of(Channel channel, HttpRequest head) {
      return new Request(
          head.method().name(),
          head.uri(),
          certificateOf(channel),
          head.headers().get(HttpHeaderNames.AUTHORIZATION));
    }

    private static @Nullable X509Certificate certificateOf(Channel channel) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls == null) {
        return null;
      }
      try {
        return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate x509
            ? x509
            : null;
      } catch (SSLPeerUnverifiedException _) {
        return null;
      }
    }

    /** Whether nothing says who calls. */
    boolean anonymous() {
      return certificate == null && authorization == null;
    }

    /** Without the query, which is the caller's business. */
    String path() {
      int query = uri.indexOf('?');
      return query < 0 ? uri : uri.substring(0, query);
    }
  }

  /** Who may go on, and how. Asks the API server; may block. */
  Verdict admit(Request request) {
    if (request.anonymous() && Access.health(request.method(), request.path())) {
      return new Verdict.Plain();
    }
    Optional<Caller> caller;
    try {
      caller = authenticator.authenticate(request.certificate(), request.authorization());
      if (caller.isEmpty()) {
        metrics.refused(401);
        return new Verdict.Refused(401, "Unauthorized");
      }
      Access access = Access.of(request.method(), request.path());
      if (!authorizer.allows(caller.get(), access)) {
        metrics.refused(403);
        return new Verdict.Refused(
            403,
            "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])"
                .formatted(
                    caller.get().user(), access.verb(), String.join(" ", access.subresources())));
      }
    } catch (KubernetesClientException e) {
      metrics.refused(500);
      LOG.warn("cannot ask the API server about a caller: {}", ApiErrors.brief(e));
      return new Verdict.Refused(500, "cannot ask the API server about the caller");
    }
    Optional<ChannelHandler> streaming;
    try {
      streaming = upgrades.handler(request, caller.get());
    } catch (NoTargetException e) {
      metrics.refused(e.status());
      return new Verdict.Refused(e.status(), String.valueOf(e.getMessage()));
    }
    if (streaming.isEmpty()) {
      return new Verdict.Plain();
    }
    metrics.served(Access.firstSegment(request.path()));
    return new Verdict.Streaming(streaming.get());
  }

  /** Answers a request that was admitted. */
  void serve(Request request, Exchange exchange) {
    try {
      route(Route.parse(request.method(), request.uri(), clock.instant()), exchange);
    } catch (BadRequestException e) {
      answer(exchange, e.status(), e.getMessage());
    } catch (LogsNotFoundException e) {
      answer(
          exchange,
          switch (e.missing()) {
            case CONTAINER -> 404;
            case RUN -> 400;
          },
          e.getMessage());
    } catch (InterruptedException e) {
      // The caller has left, or the node ends.
      Thread.currentThread().interrupt();
      exchange.abort();
    } catch (IOException e) {
      // Before the first byte an answer like another; the API server shows a 500's text to kubectl.
      LOG.debug("{} {}: {}", request.method(), request.path(), e.getMessage());
      answer(exchange, 500, e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), request.path(), e);
      answer(exchange, 500, "internal error: " + e.getMessage());
    }
  }

  private void route(Route route, Exchange exchange)
      throws IOException, LogsNotFoundException, InterruptedException {
    metrics.served(route.getClass().getSimpleName());
    switch (route) {
      case Route.Health health -> exchange.send(200, "text/plain; charset=utf-8", "ok");
      case Route.Metrics all -> exchange.send(200, NodeMetrics.CONTENT_TYPE, metrics.scrape());
      case Route.Stats(StatsPage page) -> exchange.send(200, page.contentType(), pages.stats(page));
      case Route.Configuration all -> exchange.send(200, "application/json", pages.configuration());
      case Route.Pods some -> list(some.runningOnly(), exchange);
      case Route.Logs log -> stream(log.request(), exchange);
      case Route.Unsupported part ->
          exchange.text(501, "fnk: this virtual node does not support " + part.what() + " yet");
      case Route.NotFound none -> exchange.text(404, "404 page not found");
      case Route.MethodNotAllowed(String allowed) -> exchange.notAllowed(allowed);
    }
  }

  // Not closed on failure: its end would tell the peer that the log is whole.
  private void stream(LogRequest request, Exchange exchange)
      throws IOException, LogsNotFoundException {
    OutputStream out = exchange.stream("text/plain");
    logs.stream(request, out);
    out.close();
  }

  /** A PodList, one pod at a time: of thousands it has tens of megabytes. */
  private void list(boolean runningOnly, Exchange exchange) throws IOException {
    OutputStream out = exchange.stream("application/json");
    out.write(ascii("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":["));
    String separator = "";
    for (Pod pod : pods.pods()) {
      if (!runningOnly || running(pod)) {
        out.write(ascii(separator));
        String json = client.getKubernetesSerialization().asJson(pod);
        out.write(json.getBytes(StandardCharsets.UTF_8));
        separator = ",";
      }
    }
    out.write(ascii("]}"));
    out.close();
  }

  /** Whether any of its containers runs, which is what a kubelet's runtime would list. */
  private static boolean running(Pod pod) {
    var status = pod.getStatus();
    return status != null
        && Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
            .flatMap(KubeletApi::all)
            .anyMatch(c -> c.getState() != null && c.getState().getRunning() != null);
  }

  private static Stream<ContainerStatus> all(@Nullable List<ContainerStatus> some) {
    return some == null ? Stream.empty() : some.stream();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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
}
