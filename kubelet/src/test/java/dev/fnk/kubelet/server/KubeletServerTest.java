package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.cert.ServingCertificate;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogsNotFoundException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server over real TLS; the API server's part in reviews is played by a small HTTP server. */
final class KubeletServerTest {
  private static final String API_SERVER = "CN=kube-apiserver-kubelet-client,O=clients";

  private final TestAuthority authority = new TestAuthority();
  private final CountDownLatch followerEnded = new CountDownLatch(1);
  private HttpServer reviews;
  private KubernetesClient client;
  private KubeletServer server;
  private URI base;

  @BeforeEach
  void start() throws IOException {
    reviews = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    reviews.createContext("/", KubeletServerTest::review);
    reviews.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + reviews.getAddress().getPort())
                    .build())
            .build();
    Pod running =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .endMetadata()
            .withNewStatus()
            .withPhase("Running")
            .endStatus()
            .build();
    Pod pending =
        new PodBuilder(running)
            .editMetadata()
            .withName("new")
            .endMetadata()
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    List<Pod> pods = List.of(running, pending);
    var metrics = new NodeMetrics(() -> pods);
    var api = new KubeletApi(client, "vk", logs(), () -> pods, metrics, Clock.systemUTC());
    server = new KubeletServer(api, authority.pem());
    var own = authority.issue("CN=system:node:vk,O=system:nodes");
    server.use(new ServingCertificate(own.key().getPrivate(), List.of(own.certificate())));
    base = URI.create("https://127.0.0.1:" + server.listen(0).getPort());
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    reviews.stop(0);
  }

  @Test
  void nobodyIsAnonymous() throws Exception {
    try (HttpClient http = http()) {
      for (String path : List.of("/healthz", "/pods", "/containerLogs/ns/web/c", "/nowhere")) {
        assertThat(get(http, path).statusCode()).as(path).isEqualTo(401);
      }
    }
  }

  @Test
  void theApiServersCertificateIsAdmitted() throws Exception {
    try (HttpClient http = http(authority.issue(API_SERVER))) {
      assertThat(get(http, "/healthz").body()).isEqualTo("ok\n");
      assertThat(get(http, "/pods").body()).contains("\"web\"", "\"new\"");
      assertThat(get(http, "/runningpods").body()).contains("\"web\"").doesNotContain("\"new\"");
      assertThat(get(http, "/metrics").body())
          .contains("fnk_node_pods{phase=\"Running\"} 1.0", "jvm_memory_used_bytes");
      assertThat(get(http, "/stats/summary").statusCode()).isEqualTo(404);
      assertThat(get(http, "/exec/ns/web/c").statusCode()).isEqualTo(501);
    }
  }

  @Test
  void aCertificateWithoutRightsIsForbidden() throws Exception {
    try (HttpClient http = http(authority.issue("CN=someone"))) {
      HttpResponse<String> response = get(http, "/pods");

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body())
          .isEqualTo("Forbidden (user=someone, verb=get, resource=nodes, subresource=proxy)\n");
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityFailsTheHandshake() throws Exception {
    // Of the same name, so that the client does present its certificate.
    try (HttpClient http = http(new TestAuthority().issue(API_SERVER))) {
      assertThatThrownBy(() -> get(http, "/pods")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tokensAreReviewed() throws Exception {
    try (HttpClient http = http()) {
      assertThat(get(http, "/healthz", "Authorization", "Bearer good").statusCode()).isEqualTo(200);
      assertThat(get(http, "/healthz", "Authorization", "Bearer bad").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void logsAreSentWhole() throws Exception {
    try (HttpClient http = http(authority.issue(API_SERVER))) {
      HttpResponse<String> response = get(http, "/containerLogs/ns/web/c");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
      assertThat(response.body()).hasSize(100 * 1000);
      assertThat(get(http, "/containerLogs/ns/none/c").statusCode()).isEqualTo(404);
      assertThat(get(http, "/containerLogs/ns/none/c").body())
          .isEqualTo("pod \"none\" does not exist");
      assertThat(get(http, "/containerLogs/ns/new/c").statusCode()).isEqualTo(400);
      assertThat(get(http, "/containerLogs/ns/new/c").body()).isEqualTo("waiting to start");
      assertThat(get(http, "/containerLogs/ns/web/c?tailLines=x").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aLogThatBreaksOffIsNotTakenForWhole() throws Exception {
    try (HttpClient http = http(authority.issue(API_SERVER))) {
      assertThatThrownBy(() -> get(http, "/containerLogs/ns/broken/c"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anErrorBeforeTheFirstByteIsAnAnswer() throws Exception {
    try (HttpClient http = http(authority.issue(API_SERVER))) {
      HttpResponse<String> response = get(http, "/containerLogs/ns/throttled/c");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).isEqualTo("CloudWatch Logs: Rate exceeded");
    }
  }

  @Test
  void followedLinesArriveAtOnceAndEndWithTheReader() throws Exception {
    try (HttpClient http = http(authority.issue(API_SERVER))) {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(base.resolve("/containerLogs/ns/web/c?follow=true")).build(),
              BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        assertThat(new String(body.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("first\n");
        assertThat(followerEnded.getCount()).isEqualTo(1);
      }
      assertThat(followerEnded.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void healthIsLocalAndNeedsNobody() throws Exception {
    try (HealthServer health = HealthServer.start(0);
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + health.port() + "/healthz");
      assertThat(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
          .isEqualTo("ok");
    }
  }

  private ContainerLogs logs() {
    return (request, out) -> {
      if (request.pod().equals("none")) {
        throw new LogsNotFoundException(
            LogsNotFoundException.Missing.CONTAINER, "pod \"none\" does not exist");
      }
      if (request.pod().equals("new")) {
        throw new LogsNotFoundException(LogsNotFoundException.Missing.RUN, "waiting to start");
      }
      if (request.pod().equals("throttled")) {
        throw new IOException("CloudWatch Logs: Rate exceeded");
      }
      if (request.pod().equals("broken")) {
        out.write("half\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        throw new IOException("CloudWatch Logs is gone");
      }
      if (!request.follow()) {
        for (int i = 0; i < 100; i++) {
          out.write("x".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        return;
      }
      try {
        out.write("first\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        // No more lines: only the reader's leaving can end this.
        assertThat(new CountDownLatch(1).await(30, TimeUnit.SECONDS)).isFalse();
      } catch (InterruptedException e) {
        followerEnded.countDown();
        throw new IOException(e);
      }
    };
  }

  /** Allows the API server's user; knows the token "good" as that user. */
  private static void review(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String user = "kube-apiserver-kubelet-client";
      String status =
          exchange.getRequestURI().getPath().endsWith("tokenreviews")
              ? "{\"authenticated\":%s,\"user\":{\"username\":\"%s\"}}"
                  .formatted(body.contains("\"good\""), user)
              : "{\"allowed\":%s}".formatted(body.contains("\"" + user + "\""));
      byte[] answer = "{\"status\":%s}".formatted(status).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(201, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private HttpClient http(TestAuthority.Identity... identity)
      throws GeneralSecurityException, IOException {
    return HttpClient.newBuilder()
        .sslContext(authority.context(identity))
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  private HttpResponse<String> get(HttpClient http, String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
