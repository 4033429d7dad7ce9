package dev.fnk.kubelet.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.fnk.kubelet.TestAuthority;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class EksKubernetesClientsTest {
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile String accepted = "";
  private final TestAuthority authority = new TestAuthority();
  private HttpsServer server;

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(authority.context(authority.issue("CN=kube-apiserver"))));
    server.createContext(
        "/",
        exchange -> {
          String authorization = exchange.getRequestHeaders().getFirst("Authorization");
          authorizations.add(String.valueOf(authorization));
          boolean known = ("Bearer " + accepted).equals(authorization);
          byte[] body =
              "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"default\"}}"
                  .getBytes(StandardCharsets.UTF_8);
          try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void renewsTheTokenAtOnceAfterARefusal() {
    accepted = "token-2";
    try (KubernetesClient client = connect(new Counting(), authority, Map.of())) {
      assertThat(client.namespaces().withName("default").get()).isNotNull();
      assertThat(client.namespaces().withName("default").get()).isNotNull();
    }

    assertThat(authorizations)
        .containsExactly("Bearer token-1", "Bearer token-2", "Bearer token-2");
  }

  @Test
  void givesUpAfterOneMoreToken() {
    accepted = "none of these";
    try (KubernetesClient client = connect(new Counting(), authority, Map.of())) {
      assertThatThrownBy(() -> client.namespaces().withName("default").get())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(401));
    }

    assertThat(authorizations).containsExactly("Bearer token-1", "Bearer token-2");
  }

  @Test
  void noCredentialsIsTheCallersException() {
    EksTokenSource none =
        new EksTokenSource() {
          @Override
          public EksToken get() {
            throw new IllegalStateException("no credentials");
          }

          @Override
          public void refused(EksToken token) {}
        };
    try (KubernetesClient client = connect(none, authority, Map.of())) {
      assertThatThrownBy(() -> client.namespaces().withName("default").get())
          .hasStackTraceContaining("no credentials");
    }
    assertThat(authorizations).isEmpty();
  }

  @Test
  void trustsTheClustersAuthorityOnly() {
    accepted = "token-1";
    try (KubernetesClient client = connect(new Counting(), new TestAuthority(), Map.of())) {
      assertThatThrownBy(() -> client.namespaces().withName("default").get())
          .hasStackTraceContaining("SSLHandshakeException");
    }
    assertThat(authorizations).isEmpty();
  }

  @Test
  void goesThroughTheProxyUnlessNoProxyMatches() {
    accepted = "token-1";
    // Nothing listens there.
    Map<String, String> proxy = Map.of("HTTPS_PROXY", "http://127.0.0.1:9");
    try (KubernetesClient client = connect("localhost", new Counting(), authority, proxy)) {
      assertThatThrownBy(() -> client.namespaces().withName("default").get())
          .hasStackTraceContaining("127.0.0.1:9");
    }
    assertThat(authorizations).isEmpty();
    Map<String, String> direct =
        Map.of("HTTPS_PROXY", "http://127.0.0.1:9", "NO_PROXY", "example.test, localhost");
    try (KubernetesClient client = connect("localhost", new Counting(), authority, direct)) {
      assertThat(client.namespaces().withName("default").get()).isNotNull();
    }
  }

  @Test
  void aPrivateAddressIsReachedWithoutTheProxy() {
    accepted = "token-1";
    Map<String, String> proxy = Map.of("HTTPS_PROXY", "http://127.0.0.1:9");
    try (KubernetesClient client = connect("127.0.0.1", new Counting(), authority, proxy)) {
      assertThat(client.namespaces().withName("default").get()).isNotNull();
    }
  }

  /** Each round as a command does it: some questions at once, the answers, and away. */
  @Test
  @Timeout(120)
  void closingLeavesNothingBehindThatComplains() throws InterruptedException {
    accepted = "token-1";
    try (var complaints = new Complaints()) {
      for (int round = 0; round < 50; round++) {
        KubernetesClient client = connect(new Counting(), authority, Map.of());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < 12; i++) {
            threads.execute(() -> client.namespaces().withName("default").get());
          }
        }
        EksKubernetesClients.close(client);
      }
      assertThat(authorizations).hasSize(50 * 12);
      assertThat(complaints.all()).isEmpty();
    }
  }

  /** What libraries log as a warning or worse; here they log to java.util.logging. */
  private static final class Complaints extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final List<String> all = new CopyOnWriteArrayList<>();

    Complaints() {
      root.addHandler(this);
    }

    List<String> all() {
      return List.copyOf(all);
    }

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        all.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
    }
  }

  private KubernetesClient connect(
      EksTokenSource tokens, TestAuthority trusted, Map<String, String> environment) {
    return connect("127.0.0.1", tokens, trusted, environment);
  }

  private KubernetesClient connect(
      String host, EksTokenSource tokens, TestAuthority trusted, Map<String, String> environment) {
    URI endpoint = URI.create("https://" + host + ":" + server.getAddress().getPort());
    try {
      return EksKubernetesClients.connect(
          new EksAccess("lab", endpoint, trusted.pem()), tokens, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Counting implements EksTokenSource {
    private final AtomicInteger issued = new AtomicInteger(1);

    @Override
    public EksToken get() {
      return new EksToken("token-" + issued.get(), Instant.MAX);
    }

    @Override
    public void refused(EksToken token) {
      issued.incrementAndGet();
    }
  }
}
