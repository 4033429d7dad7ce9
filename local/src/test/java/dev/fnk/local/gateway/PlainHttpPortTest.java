package dev.fnk.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PlainHttpPortTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer behind;
  private final PlainHttpPort port;

  PlainHttpPortTest() throws IOException {
    behind = HttpServer.create(ANY, 0);
    port = new PlainHttpPort(ANY, 0, executor);
  }

  @BeforeEach
  void start() {
    behind.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    behind.start();
    port.start(behind.getAddress());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    port.close();
    behind.stop(0);
    executor.shutdownNow();
  }

  private HttpResponse<byte[]> post(byte[] body) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port.address().getPort() + "/");
    return client.send(
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void passesRequestsOnAndKeepsConnections() throws Exception {
    byte[] large = new byte[3_000_000];
    large[2_999_999] = 7;
    assertThat(post(large).body()).isEqualTo(large);
    assertThat(post(new byte[] {1, 2}).body()).containsExactly(1, 2);
  }

  @Test
  void refusesTlsInAWayThatClientsTakeForNoTls() throws IOException {
    try (var socket =
        (SSLSocket)
            SSLSocketFactory.getDefault()
                .createSocket(port.address().getAddress(), port.address().getPort())) {
      socket.setSoTimeout(10_000);
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("Unsupported or unrecognized SSL message");
    }
  }
}
