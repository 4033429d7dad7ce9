package dev.fnk.kubelet.eks;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.fnk.kubelet.TestAuthority;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against an API server that lets what is asked of namespaces wait. */
@Timeout(60)
final class SeparateClientsTest {
  private static final EksTokenSource TOKENS =
      new EksTokenSource() {
        @Override
        public EksToken get() {
          return new EksToken("token", Instant.MAX);
        }

        @Override
        public void refused(EksToken token) {}
      };

  private final TestAuthority authority = new TestAuthority();
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private volatile boolean hold;
  private HttpsServer server;
  private EksAccess access;

  @BeforeEach
  void start() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(authority.context(authority.issue("CN=kube-apiserver"))));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    access =
        new EksAccess(
            "c", URI.create("https://127.0.0.1:" + server.getAddress().getPort()), authority.pem());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (hold && exchange.getRequestURI().getPath().contains("/namespaces")) {
        waiting.incrementAndGet();
        answers.await();
      }
      if (!exchange.getRequestMethod().equals("GET")) {
        writes.incrementAndGet();
      }
      byte[] body =
          "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"default\"}}"
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @AfterEach
  void stop() {
    answers.countDown();
    server.stop(0);
  }

  @Test
  void theHeartbeatDoesNotWaitBehindHundredsOfWrites() throws InterruptedException {
    hold = true;
    var broken = new AtomicInteger();
    try (KubernetesClient pods = EksKubernetesClients.connect(access, TOKENS);
        KubernetesClient heartbeats = EksKubernetesClients.heartbeats(access, TOKENS);
        var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        writers.execute(
            () -> {
              try {
                pods.namespaces().withName("default").get();
              } catch (KubernetesClientException _) {
                broken.incrementAndGet();
              }
            });
      }
      eventually("writes under way", () -> waiting.get() > 50);

      eventually("a heartbeat", () -> beats(heartbeats));

      answers.countDown();
    }
    assertThat(broken).hasValueLessThan(300);
  }

  private static boolean beats(KubernetesClient client) {
    try {
      return client.nodes().withName("vk").get() != null;
    } catch (KubernetesClientException _) {
      return false;
    }
  }

  @Test
  void aHeartbeatWithoutAnAnswerIsOverSoon() {
    hold = true;
    try (KubernetesClient heartbeats = EksKubernetesClients.heartbeats(access, TOKENS)) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> heartbeats.namespaces().withName("default").get())
          .isInstanceOf(KubernetesClientException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(waiting).hasValue(1);
    }
  }

  @Test
  void aFencedClientReadsButDoesNotWrite() {
    var open = new AtomicBoolean();
    try (KubernetesClient fenced = EksKubernetesClients.fenced(access, TOKENS, open::get)) {
      var namespace =
          new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build();
      assertThat(fenced.namespaces().withName("default").get()).isNotNull();
      assertThatThrownBy(() -> fenced.namespaces().resource(namespace).create())
          .isInstanceOf(KubernetesClientException.class)
          .hasStackTraceContaining("another task may be this node");
      assertThat(writes).hasValue(0);

      open.set(true);
      fenced.namespaces().resource(namespace).create();
      assertThat(writes).hasValue(1);
    }
  }
}
