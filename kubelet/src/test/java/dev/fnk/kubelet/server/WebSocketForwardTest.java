package dev.fnk.kubelet.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.stream.ForwardLimits;
import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.SocketAgent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Port-forward by a client of another hand: Java's own WebSocket. */
@Timeout(60)
final class WebSocketForwardTest {
  private final ConnectionLoop loop = new ConnectionLoop();
  private final SocketAgent agent = new SocketAgent(Echo::new, loop);
  private TestKubelet kubelet;

  @BeforeEach
  void start() throws IOException {
    kubelet =
        new TestKubelet(
            List::of,
            (request, out) -> {},
            new ForwardUpgrades(
                (namespace, pod, uid) -> new ForwardTarget(agent, pod, "u1"),
                new ForwardLimits(64, Duration.ofHours(4))),
            ApiLimits.STANDARD,
            loop);
  }

  @AfterEach
  void stop() {
    kubelet.close();
    agent.close();
  }

  @Test
  void aPortHasTwoChannels() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      var received = new Received();
      WebSocket socket = connect(http, received, "?port=80", "v4.channel.k8s.io");
      assertThat(received.next() + received.next()).isEqualTo("\0P\0\1P\0");

      socket.sendBinary(octets("\0hello"), true).get(20, TimeUnit.SECONDS);

      assertThat(received.next()).isEqualTo("\0hello");
      agent.vanish();
      assertThat(received.next()).startsWith("\1").endsWith("the pod's agent is gone");
      received.closed.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void textIsSpokenWithWhoAsksForIt() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      var received = new Received();
      WebSocket socket = connect(http, received, "?port=80", "v4.base64.channel.k8s.io");
      assertThat(received.next() + received.next()).isEqualTo("text 0UAA=text 1UAA=");

      socket.sendText("0aGVsbG8=", true).get(20, TimeUnit.SECONDS);

      assertThat(received.next()).isEqualTo("text 0aGVsbG8=");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
      received.closed.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void withoutAPortItIsRefused() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      assertThatThrownBy(() -> connect(http, new Received(), "?port=x", "v4.channel.k8s.io"))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(400));
    }
  }

  private WebSocket connect(HttpClient http, Received received, String query, String protocol)
      throws Exception {
    var uri = "wss://127.0.0.1:%d/portForward/ns/pod%s".formatted(kubelet.base.getPort(), query);
    return http.newWebSocketBuilder()
        .subprotocols(protocol)
        .connectTimeout(Duration.ofSeconds(20))
        .buildAsync(URI.create(uri), received)
        .get(20, TimeUnit.SECONDS);
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }

  /** Sends back what it is sent. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it in vain fails
    public void channelRead(ChannelHandlerContext context, Object message) {
      var frame = (StreamFrame) message;
      if (frame.channel() == StreamFrame.STDIN) {
        context.channel().writeAndFlush(new StreamFrame(StreamFrame.STDOUT, frame.content()));
      } else {
        frame.release();
      }
    }
  }

  /** Whole messages, an octet a character. */
  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    String next() throws InterruptedException {
      String next = messages.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("a message").isNotNull();
      return next;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.add("text " + data);
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] octets = new byte[data.remaining()];
      data.get(octets);
      message.writeBytes(octets);
      if (last) {
        messages.add(message.toString(ISO_8859_1));
        message.reset();
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
