package dev.fnk.kubelet.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.cert.ServingCertificate;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.stats.StatsPage;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;

/** The server over real TLS; the API server's part in reviews is played by a small HTTP server. */
final class TestKubelet implements AutoCloseable {
  static final String API_SERVER = "CN=kube-apiserver-kubelet-client,O=clients";

  final TestAuthority authority = new TestAuthority();
  final URI base;

  /** Reviews of the token "slow" wait for it. */
  final CountDownLatch slowReviews = new CountDownLatch(1);

  private final HttpServer reviews;
  private final KubernetesClient client;
  private final KubeletServer server;
  private final ConnectionLoop loop;

  TestKubelet(NodePods pods, ContainerLogs logs, Upgrades upgrades) throws IOException {
    this(pods, logs, upgrades, ApiLimits.STANDARD);
  }

  TestKubelet(NodePods pods, ContainerLogs logs, Upgrades upgrades, ApiLimits limits)
      throws IOException {
    this(pods, logs, upgrades, limits, new ConnectionLoop());
  }

  /**
   * @param loop which is the agents', too; ends with this
   */
  TestKubelet(
      NodePods pods, ContainerLogs logs, Upgrades upgrades, ApiLimits limits, ConnectionLoop loop)
      throws IOException {
    this.loop = loop;
    reviews = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    reviews.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    reviews.createContext("/", this::review);
    reviews.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + reviews.getAddress().getPort())
                    .build())
            .build();
    var metrics = new NodeMetrics();
    metrics.pods(pods);
    metrics.counters(
        "fnk.node.loop.restarts", "", List.of("loop"), () -> Map.of(List.of("pods"), 2L));
    metrics.gauge("fnk.agents.connected", "", () -> 7);
    metrics.launched(Duration.ofSeconds(4));
    var api =
        new KubeletApi(client, "vk", logs, pods, metrics, new Pages(), upgrades, Clock.systemUTC());
    server = new KubeletServer(api, authority.pem(), limits, loop);
    renew();
    base = URI.create("https://127.0.0.1:" + server.listen(0).getPort());
  }

  /** Serves by a new certificate from now on. */
  void renew() {
    var own = authority.issue("CN=system:node:vk,O=system:nodes");
    server.use(new ServingCertificate(own.key().getPrivate(), List.of(own.certificate())));
  }

  private static final class Pages implements NodePages {
    @Override
    public String stats(StatsPage page) {
      return page + "\n";
    }

    @Override
    public String configuration() {
      return "{\"kubeletconfig\":{}}";
    }
  }

  /** Allows the API server's user; knows the tokens "good" and "slow" as that user. */
  private void review(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String user = "kube-apiserver-kubelet-client";
      if (body.contains("\"slow\"")) {
        slowReviews.await();
      }
      String status =
          exchange.getRequestURI().getPath().endsWith("tokenreviews")
              ? "{\"authenticated\":%s,\"user\":{\"username\":\"%s\"}}"
                  .formatted(body.contains("\"good\"") || body.contains("\"slow\""), user)
              : "{\"allowed\":%s}".formatted(body.contains("\"" + user + "\""));
      byte[] answer = "{\"status\":%s}".formatted(status).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(201, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  HttpClient http(TestAuthority.Identity... identity) throws GeneralSecurityException, IOException {
    return HttpClient.newBuilder()
        .sslContext(authority.context(identity))
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(30))
        .build();
  }

  /** A client that the API server's certificate names. */
  HttpClient apiServer() throws GeneralSecurityException, IOException {
    return http(authority.issue(API_SERVER));
  }

  /** A bare connection, for what a client library does not do. */
  SSLSocket socket(TestAuthority.Identity... identity)
      throws GeneralSecurityException, IOException {
    var socket =
        (SSLSocket)
            authority
                .context(identity)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), base.getPort());
    socket.setSoTimeout(30_000);
    socket.startHandshake();
    return socket;
  }

  HttpResponse<String> get(HttpClient http, String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    slowReviews.countDown();
    server.close();
    loop.close();
    client.close();
    reviews.stop(0);
  }
}
