package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.stream.NoTargetException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.Builder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a connection goes through: requests one after the other, admission, a choice of handlers.
 */
@Timeout(60)
final class ConnectionTest {
  private static final ContainerLogs LOGS =
      (request, out) -> out.write(request.pod().getBytes(StandardCharsets.UTF_8));

  private TestKubelet kubelet;

  @AfterEach
  void stop() {
    kubelet.close();
  }

  @Test
  void requestsThatComeTogetherAreAnsweredOneAfterTheOther() throws Exception {
    start(List::of, Upgrades.NONE);
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      var requests = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        requests.append(request("GET", "/containerLogs/ns/pod-" + i + "/c", ""));
      }
      send(socket, requests.toString());

      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < 50; i++) {
        Answer answer = read(in);
        assertThat(answer.head()).startsWith("HTTP/1.1 200");
        assertThat(answer.body()).isEqualTo("pod-" + i);
      }
    }
  }

  @Test
  void theNextRequestMayComeWithTheLastByteOfTheAnswer() throws Exception {
    start(List::of, Upgrades.NONE);
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < 1000; i++) {
        send(socket, request("GET", i % 2 == 0 ? "/healthz" : "/containerLogs/ns/web/c", ""));
        assertThat(read(in).body()).isEqualTo(i % 2 == 0 ? "ok" : "web");
      }
    }
  }

  @Test
  void aRefusedRequestIsNotTheLastOfItsConnection() throws Exception {
    start(List::of, Upgrades.NONE);
    try (SSLSocket socket = kubelet.socket()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("GET", "/healthz", "Authorization: Bearer bad\r\n"));
      assertThat(read(in).head()).startsWith("HTTP/1.1 401");
      send(socket, request("POST", "/healthz", "Content-Length: 4\r\n") + "body");
      assertThat(read(in).head()).startsWith("HTTP/1.1 401");
      send(socket, request("GET", "/healthz", "Authorization: Bearer good\r\n"));
      assertThat(read(in).body()).isEqualTo("ok");
    }
  }

  @Test
  void nobodyIsInvitedToSendABodyBeforeTheyAreKnown() throws Exception {
    start(List::of, Upgrades.NONE);
    String expects = "Expect: 100-continue\r\nContent-Length: 5\r\n";
    try (SSLSocket socket = kubelet.socket()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("POST", "/healthz", expects));
      Answer answer = read(in);
      assertThat(answer.head()).startsWith("HTTP/1.1 401").contains("connection: close");
      assertThat(in.read()).isEqualTo(-1);
    }
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("POST", "/healthz", expects));
      assertThat(head(in)).startsWith("http/1.1 100");
      send(socket, "hello" + request("GET", "/healthz", ""));
      assertThat(read(in).head()).startsWith("HTTP/1.1 405").contains("allow: get\n");
      assertThat(read(in).body()).isEqualTo("ok");
    }
  }

  @Test
  void aLongCommandFitsIntoTheRequestLine() throws Exception {
    start(List::of, Upgrades.NONE);
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("POST", "/exec/ns/web/c?command=" + "x".repeat(1_000_000), ""));
      assertThat(read(in).head()).startsWith("HTTP/1.1 404");
    }
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("POST", "/exec/ns/web/c?command=" + "x".repeat(1_048_600), ""));
      assertThat(read(in).head()).startsWith("HTTP/1.1 414");
    }
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("GET", "/healthz", "X: " + "x".repeat(70_000) + "\r\n"));
      assertThat(read(in).head()).startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void aClientThatKnowsNoChunksIsToldTheEndByThatOfItsConnection() throws Exception {
    start(List::of, Upgrades.NONE);
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      send(socket, "GET /containerLogs/ns/web/c HTTP/1.0\r\nHost: node\r\n\r\n");

      InputStream in = new BufferedInputStream(socket.getInputStream());
      assertThat(head(in)).startsWith("http/1.1 200").doesNotContain("transfer-encoding");
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("web");
    }
  }

  @Test
  void whoTakesNothingOfAnAnswerIsLeft() throws Exception {
    var left = new CompletableFuture<String>();
    ContainerLogs endless =
        (request, out) -> {
          try {
            while (true) {
              out.write(new byte[64 * 1024]);
            }
          } catch (IOException e) {
            left.complete(e.getMessage());
            throw e;
          }
        };
    var limits =
        new ApiLimits(
            10, 64, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1), 1, 1);
    kubelet = new TestKubelet(List::of, endless, Upgrades.NONE, limits);
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      send(socket, request("GET", "/containerLogs/ns/web/c", ""));

      assertThat(left.get(30, TimeUnit.SECONDS)).isEqualTo("the reader takes nothing");
    }
  }

  @Test
  void whatBecameOfRequestsIsCounted() throws Exception {
    start(
        List::of,
        (request, caller) -> {
          if (request.uri().startsWith("/attach")) {
            throw new NoTargetException(404, "pod does not exist");
          }
          return request.uri().startsWith("/exec") ? Optional.of(new Echo()) : Optional.empty();
        });
    try (SSLSocket first = kubelet.socket(apiServer());
        SSLSocket second = kubelet.socket(apiServer());
        HttpClient http = kubelet.apiServer()) {
      send(first, request("GET", "/exec/ns/web/c", ""));
      head(new BufferedInputStream(first.getInputStream()));
      send(second, request("GET", "/attach/ns/web/c", ""));
      assertThat(read(new BufferedInputStream(second.getInputStream())).head())
          .startsWith("HTTP/1.1 404");

      assertThat(kubelet.get(http, "/metrics").body())
          .contains(
              "fnk_kubelet_api_requests_total{outcome=\"admitted\",route=\"exec\"} 1.0",
              "fnk_kubelet_api_requests_total{outcome=\"404\",route=\"any\"} 1.0");
    }
  }

  @Test
  void aReviewThatTakesLongHoldsNobodyElseUp() throws Exception {
    start(List::of, Upgrades.NONE);
    List<SSLSocket> waiting = new ArrayList<>();
    try (HttpClient http = kubelet.apiServer()) {
      for (int i = 0; i < 8; i++) {
        SSLSocket socket = kubelet.socket();
        waiting.add(socket);
        send(socket, request("GET", "/healthz", "Authorization: Bearer slow\r\n"));
      }
      assertThat(kubelet.get(http, "/healthz").body()).isEqualTo("ok");

      kubelet.slowReviews.countDown();
      for (SSLSocket socket : waiting) {
        assertThat(read(new BufferedInputStream(socket.getInputStream())).body()).isEqualTo("ok");
      }
    } finally {
      for (SSLSocket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void anUpgradeGetsTheConnectionOnceTheCallerIsAdmitted() throws Exception {
    start(
        List::of,
        (request, caller) ->
            request.uri().startsWith("/exec") ? Optional.of(new Echo()) : Optional.empty());
    String upgrade = "Connection: Upgrade\r\nUpgrade: echo\r\n";
    try (SSLSocket socket = kubelet.socket()) {
      send(socket, request("POST", "/exec/ns/web/c", upgrade));
      assertThat(read(new BufferedInputStream(socket.getInputStream())).head())
          .startsWith("HTTP/1.1 401");
    }
    try (SSLSocket socket = kubelet.socket(apiServer())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      send(socket, request("GET", "/healthz", ""));
      assertThat(read(in).body()).isEqualTo("ok");
      send(socket, request("POST", "/exec/ns/web/c", upgrade));
      assertThat(head(in)).startsWith("http/1.1 101");
      for (int i = 0; i < 3; i++) {
        send(socket, "GET raw bytes\r\n\r\n");
        assertThat(new String(in.readNBytes(17), StandardCharsets.US_ASCII))
            .isEqualTo("GET raw bytes\r\n\r\n");
      }
    }
  }

  @Test
  void podsAreSentWhileTheyAreListed() throws Exception {
    var firstRead = new CountDownLatch(1);
    Pod pod = new PodBuilder().withNewMetadata().withName("x".repeat(5000)).endMetadata().build();
    start(
        () ->
            new AbstractList<>() {
              @Override
              public Pod get(int index) {
                try {
                  if (index == 100 && !firstRead.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nothing was sent of the first hundred");
                  }
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return pod;
              }

              @Override
              public int size() {
                return 200;
              }
            },
        Upgrades.NONE);
    try (HttpClient http = kubelet.apiServer()) {
      Builder request = java.net.http.HttpRequest.newBuilder(kubelet.base.resolve("/pods"));
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        body.readNBytes(100_000);
        firstRead.countDown();
        assertThat(body.readAllBytes().length).isGreaterThan(800_000);
      }
    }
  }

  /** Leaves HTTP and sends back what comes. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void channelRead(ChannelHandlerContext context, Object message) {
      switch (message) {
        case HttpRequest request -> {
          var switching =
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
          context
              .writeAndFlush(switching)
              .addListener(
                  _ -> {
                    context.pipeline().remove(HttpServerKeepAliveHandler.class);
                    context.pipeline().remove(HttpServerCodec.class);
                  });
        }
        case ByteBuf bytes -> context.writeAndFlush(bytes);
        default -> ReferenceCountUtil.release(message);
      }
    }
  }

  private void start(NodePods pods, Upgrades upgrades) throws IOException {
    kubelet = new TestKubelet(pods, LOGS, upgrades);
  }

  private TestAuthority.Identity apiServer() {
    return kubelet.authority.issue(TestKubelet.API_SERVER);
  }

  private static String request(String method, String uri, String headers) {
    return "%s %s HTTP/1.1\r\nHost: node\r\n%s\r\n".formatted(method, uri, headers);
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private record Answer(String head, String body) {}

  private static Answer read(InputStream in) throws IOException {
    String head = head(in);
    var body = new StringBuilder();
    if (head.contains("transfer-encoding: chunked")) {
      int size = Integer.parseInt(line(in), 16);
      while (size > 0) {
        body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
        line(in);
        size = Integer.parseInt(line(in), 16);
      }
      line(in);
    } else {
      int length = Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
      body.append(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
    return new Answer(head.replaceFirst("http/1.1", "HTTP/1.1"), body.toString());
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(line).append('\n');
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
