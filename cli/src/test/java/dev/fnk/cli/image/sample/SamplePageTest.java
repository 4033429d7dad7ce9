package dev.fnk.cli.image.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SamplePageTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new SamplePage(
                Map.of(
                    "POD_NAME",
                    "sample-1",
                    "NODE_NAME",
                    "virtual-kubelet<",
                    "POD_NAMESPACE",
                    "default"),
                "10.0.0.7")
            .start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void namesPodNodeAndAddress() throws Exception {
    HttpResponse<String> text = get("/", "*/*");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(text.body())
        .isEqualTo(
            "pod: sample-1\nnamespace: default\nnode: virtual-kubelet<\naddress: 10.0.0.7\n");

    HttpResponse<String> html = get("/", "text/html,*/*");
    assertThat(html.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(html.body()).contains("<h1>sample-1</h1>", "virtual-kubelet&lt;", "10.0.0.7");
  }

  @Test
  void isHealthyAndKnowsNothingElse() throws Exception {
    assertThat(get("/healthz", "*/*").body()).isEqualTo("ok\n");
    assertThat(get("/other", "*/*").statusCode()).isEqualTo(404);
  }

  @Test
  void takesItsAddressFromKubernetesElseFromTheTasksMetadata() throws Exception {
    HttpServer metadata =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metadata.createContext(
        "/v4/id",
        exchange -> {
          byte[] body =
              "{\"Networks\":[{\"NetworkMode\":\"awsvpc\",\"IPv4Addresses\":[\"10.0.3.9\"]}]}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    metadata.start();
    try {
      String uri = "http://127.0.0.1:" + metadata.getAddress().getPort() + "/v4/id";
      assertThat(SamplePage.ownAddress(Map.of("ECS_CONTAINER_METADATA_URI_V4", uri)))
          .isEqualTo("10.0.3.9");
      assertThat(
              SamplePage.ownAddress(
                  Map.of("ECS_CONTAINER_METADATA_URI_V4", uri, "POD_IP", "10.0.3.1")))
          .isEqualTo("10.0.3.1");
    } finally {
      metadata.stop(0);
    }
  }

  private HttpResponse<String> get(String path, String accept)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).header("Accept", accept).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
