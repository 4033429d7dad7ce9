package dev.fnk.kubelet.eks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClient;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes clients of EKS clusters. */
public final class EksKubernetesClients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

  /** A lease is renewed every ten seconds, and lost after forty. */
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

  /** Of what the server asks to try again (429, 5xx) or a connection that breaks: 0.1 to 0.8 s. */
  private static final int RETRIES = 4;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(EksKubernetesClients.class);

  private EksKubernetesClients() {}

  /**
   * A client that trusts the cluster's own authority only, sends the source's token, and after a
   * 401 tries once with a new one. Goes through HTTPS_PROXY except where NO_PROXY matches or the
   * endpoint is a private address. Reads no kubeconfig. Connects at the first request; the caller
   * closes it with {@link #close}.
   */
  public static KubernetesClient connect(EksAccess access, EksTokenSource tokens) {
    return connect(access, tokens, System.getenv());
  }

  /**
   * A client for a few short calls that the caller makes again itself: none takes longer than five
   * seconds.
   */
  public static KubernetesClient heartbeats(EksAccess access, EksTokenSource tokens) {
    var config = config(access, System.getenv());
    config.setRequestTimeout(Math.toIntExact(HEARTBEAT_TIMEOUT.toMillis()));
    config.setRequestRetryBackoffLimit(0);
    return client(config, tokens, () -> true);
  }

  /**
   * A client that writes only while it may.
   *
   * @param open asked before each call that is no GET; those are refused with a {@code
   *     KubernetesClientException} when it is false
   */
  public static KubernetesClient fenced(
      EksAccess access, EksTokenSource tokens, BooleanSupplier open) {
    return client(config(access, System.getenv()), tokens, open);
  }

  static KubernetesClient connect(
      EksAccess access, EksTokenSource tokens, Map<String, String> environment) {
    return client(config(access, environment), tokens, () -> true);
  }

  private static KubernetesClient client(
      Config config, EksTokenSource tokens, BooleanSupplier open) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http ->
                http.addOrReplaceInterceptor(
                        TokenRefreshInterceptor.NAME, new EksTokenInterceptor(tokens))
                    .addOrReplaceInterceptor(WriteFence.NAME, new WriteFence(open)))
        .build();
  }

  /**
   * Closes a client from here, its connections first. Closed by itself, fabric8's client ends the
   * threads that its connections still have to tell of their end, which then log a stack trace
   * ({@code Vertx5HttpClient.doClose} waits for none of its three steps).
   */
  public static void close(KubernetesClient client) {
    if (client.getHttpClient() instanceof Vertx5HttpClient<?> http) {
      ended(http.getWebSocketClient().close());
      ended(http.getHttpClient().close());
    }
    client.close();
  }

  private static void ended(Future<?> end) {
    try {
      end.toCompletionStage().toCompletableFuture().get(CLOSE_TIMEOUT.toMillis(), MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a connection to the API server does not end", e);
    }
  }

  private static Config config(EksAccess access, Map<String, String> environment) {
    byte[] pem = access.certificateAuthority().getBytes(StandardCharsets.US_ASCII);
    var config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(access.endpoint().toString())
            .withCaCertData(Base64.getEncoder().encodeToString(pem))
            .withConnectionTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
            .withRequestTimeout(Math.toIntExact(REQUEST_TIMEOUT.toMillis()))
            .withRequestRetryBackoffLimit(RETRIES)
            .withUserAgent("fnk");
    String proxy = variable(environment, "HTTPS_PROXY");
    if (proxy != null) {
      config.withHttpsProxy(proxy.contains("://") ? proxy : "http://" + proxy);
    }
    List<String> direct = new ArrayList<>();
    String named = variable(environment, "NO_PROXY");
    if (named != null) {
      direct.addAll(List.of(named.split("\\s*,\\s*")));
    }
    if (isOnThisNetwork(access.endpoint().getHost())) {
      direct.add(access.endpoint().getHost());
    }
    if (!direct.isEmpty()) {
      config.withNoProxy(direct.toArray(String[]::new));
    }
    return config.build();
  }

  /** A private address means something here only; a proxy could not find it. */
  private static boolean isOnThisNetwork(String host) {
    try {
      var address = InetAddress.ofLiteral(host);
      return address.isSiteLocalAddress() || address.isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false; // a name
    }
  }

  /** The lower-case name wins, as in curl. */
  private static @Nullable String variable(Map<String, String> environment, String name) {
    String value = environment.get(name.toLowerCase(Locale.ROOT));
    if (value == null || value.isBlank()) {
      value = environment.get(name);
    }
    return value == null || value.isBlank() ? null : value.trim();
  }
}
