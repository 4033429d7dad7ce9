package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.stream.ExecLimits;
import dev.fnk.kubelet.stream.LocalAgent;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exec by a client of another hand: Java's own WebSocket. */
@Timeout(60)
final class WebSocketExecTest {
  private static final String PATH = "/exec/ns/pod/c?command=cat&input=1&output=1&error=1";

  private final CountDownLatch left = new CountDownLatch(1);
  private final LocalAgent agent = new LocalAgent(() -> new Cat(left));
  private TestKubelet kubelet;

  @BeforeEach
  void start() throws IOException {
    start(Duration.ofSeconds(20));
  }

  private void start(Duration idle) throws IOException {
    kubelet =
        new TestKubelet(
            List::of,
            (request, out) -> {},
            new StreamUpgrades((namespace, pod, uid, container) -> agent, new ExecLimits(1, idle)));
  }

  @AfterEach
  void stop() {
    kubelet.close();
    agent.close();
  }

  @Test
  void whatIsSentComesBackAndTheEndOfTheInputEndsIt() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      var received = new Received();
      WebSocket socket = connect(http, received, "v5.channel.k8s.io");
      assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
      assertThat(received.next()).isEqualTo("\u0001");

      socket.sendBinary(octets("\0wo"), false).get(20, TimeUnit.SECONDS);
      socket.sendBinary(octets("rd"), true).get(20, TimeUnit.SECONDS);
      assertThat(received.next() + received.next()).isEqualTo("\u0001wo\u0001rd");
      socket
          .sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true)
          .get(20, TimeUnit.SECONDS);

      assertThat(received.next())
          .startsWith("\u0003")
          .contains("\"ExitCode\"", "\"message\":\"7\"");
      assertThat(received.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64.channel.k8s.io", "v4.base64.channel.k8s.io"})
  void textIsSpokenWithWhoAsksForIt(String protocol) throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      var received = new Received();
      WebSocket socket = connect(http, received, protocol);
      assertThat(socket.getSubprotocol()).isEqualTo(protocol);
      assertThat(received.next()).isEqualTo("text 1");

      socket.sendText("0d29yZA==", true).get(20, TimeUnit.SECONDS);

      assertThat(received.next()).isEqualTo("text 1d29yZA==");
      socket.abort();
    }
  }

  @Test
  void whoLeavesEndsIt() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      var received = new Received();
      WebSocket socket = connect(http, received, "v4.channel.k8s.io");
      assertThat(received.next()).isEqualTo("\u0001");
      socket.sendBinary(octets("\0x"), true).get(20, TimeUnit.SECONDS);
      assertThat(received.next()).isEqualTo("\u0001x");

      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);

      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatIsIdleIsEnded() throws Exception {
    kubelet.close();
    start(Duration.ofSeconds(2));
    try (HttpClient http = kubelet.apiServer()) {
      var received = new Received();
      connect(http, received, "v4.channel.k8s.io");
      assertThat(received.next()).isEqualTo("\u0001");

      assertThat(received.next())
          .startsWith("\u0003")
          .contains("nothing came or went for too long");
      assertThat(received.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void oneTooManyInAPodIsRefusedUntilAnotherEnds() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      var first = new Received();
      WebSocket socket = connect(http, first, "v4.channel.k8s.io");
      first.next();
      assertRefused(http, "v4.channel.k8s.io", 429);

      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);

      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
      connect(http, new Received(), "v4.channel.k8s.io").abort();
    }
  }

  @Test
  void anotherProtocolIsRefused() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      assertRefused(http, "v9.channel.k8s.io", 403);
    }
  }

  private void assertRefused(HttpClient http, String protocol, int status) {
    assertThatThrownBy(() -> connect(http, new Received(), protocol))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(status));
  }

  private WebSocket connect(HttpClient http, Received received, String protocol) throws Exception {
    return http.newWebSocketBuilder()
        .subprotocols(protocol)
        .connectTimeout(Duration.ofSeconds(20))
        .buildAsync(URI.create("wss://127.0.0.1:" + kubelet.base.getPort() + PATH), received)
        .get(20, TimeUnit.SECONDS);
  }

  private static ByteBuffer octets(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends its input back, and exits with 7 at its end. */
  private static final class Cat extends ChannelInboundHandlerAdapter {
    private final CountDownLatch left;

    private Cat(CountDownLatch left) {
      this.left = left;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the test waits for what is written
    public void channelRead(ChannelHandlerContext context, Object message) {
      var frame = (StreamFrame) message;
      if (frame.channel() != StreamFrame.STDIN) {
        frame.release();
      } else if (frame.content().isReadable()) {
        context.writeAndFlush(new StreamFrame(StreamFrame.STDOUT, frame.content()));
      } else {
        context.writeAndFlush(
            new StreamFrame(
                StreamFrame.RESULT,
                Unpooled.copiedBuffer("{\"code\":7,\"lost\":false}", StandardCharsets.UTF_8)));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      left.countDown();
    }
  }

  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private String next() throws InterruptedException {
      String next = messages.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] some = new byte[data.remaining()];
      data.get(some);
      message.writeBytes(some);
      if (last) {
        messages.add(message.toString(StandardCharsets.ISO_8859_1));
        message.reset();
      }
      return WebSocket.Listener.super.onBinary(socket, data, last);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.add("text " + data);
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return WebSocket.Listener.super.onClose(socket, status, reason);
    }
  }
}
