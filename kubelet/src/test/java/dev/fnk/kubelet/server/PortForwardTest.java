package dev.fnk.kubelet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.stream.ForwardLimits;
import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.stream.SocketAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Port-forward over TLS and SPDY, with an agent of frames. */
@Timeout(60)
final class PortForwardTest {
  private static final String PATH = "/portForward/ns/pod";
  private static final int SILENT = 4;
  private static final int MEGABYTES = 128;

  /** The kernel's buffers, which grow to 32 MiB, and what the node has in its hands. */
  private static final long HELD = 48L << 20;

  private final BlockingQueue<Port> ports = new LinkedBlockingQueue<>();
  private final ConnectionLoop loop = new ConnectionLoop();
  private final SocketAgent agent =
      new SocketAgent(
          () -> {
            var port = new Port();
            ports.add(port);
            return port;
          },
          loop);
  private TestKubelet kubelet;

  @BeforeEach
  void start() throws IOException {
    kubelet =
        new TestKubelet(
            List::of,
            (request, out) -> {},
            new ForwardUpgrades(
                (namespace, pod, uid) -> {
                  if (uid.isPresent() && !uid.get().equals("u1")) {
                    throw new NoTargetException(404, "pod not found");
                  }
                  return new ForwardTarget(agent, namespace + "/" + pod, "u1");
                },
                new ForwardLimits(3, Duration.ofHours(4))),
            ApiLimits.STANDARD,
            loop);
  }

  @AfterEach
  void stop() {
    kubelet.close();
    agent.close();
  }

  private SpdyClient client(String path) throws Exception {
    SSLSocket socket = kubelet.socket(kubelet.authority.issue(TestKubelet.API_SERVER));
    return SpdyClient.connect(socket, path);
  }

  @Test
  void manyConnectionsOfOneClientAreEachTheirOwn() throws Exception {
    try (SpdyClient client = client(PATH)) {
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        streams.add(client.open(80, i));
      }
      for (int stream : streams) {
        client.send(stream, ("from " + stream).getBytes(UTF_8), true);
      }

      for (int stream : streams) {
        assertThat(client.read(stream)).asString(UTF_8).isEqualTo("80: from " + stream);
        assertThat(client.read(stream - 2)).isEmpty();
      }
    }
  }

  @Test
  void spdyIsTunnelledInAWebSocket() throws Exception {
    SSLSocket socket = kubelet.socket(kubelet.authority.issue(TestKubelet.API_SERVER));
    try (SpdyClient client = SpdyClient.tunnel(socket, PATH)) {
      int stream = client.open(80, 0);
      client.send(stream, new byte[1 << 19], true);

      assertThat(client.read(stream)).hasSize((1 << 19) + "80: ".length());
      int closed = client.open(1, 1);
      assertThat(client.read(closed - 2)).asString(UTF_8).endsWith("connection refused");
      agent.vanish();
      client.drain();
    }
  }

  @Test
  void whyAPortCannotBeReachedIsSaidAndTheNextIsServed() throws Exception {
    try (SpdyClient client = client(PATH + "/u1")) {
      int closed = client.open(1, 0);

      assertThat(client.read(closed - 2))
          .asString(UTF_8)
          .isEqualTo("error forwarding port 1 to pod ns/pod, uid u1: connection refused");
      assertThat(client.read(closed)).isEmpty();
      int open = client.open(80, 1);
      client.send(open, new byte[0], true);
      assertThat(client.read(open)).asString(UTF_8).isEqualTo("80: ");
    }
  }

  @Test
  void oneTooManyIsRefusedAloneAndAnEndMakesRoom() throws Exception {
    try (SpdyClient client = client(PATH)) {
      int first = client.open(80, 0);
      client.open(80, 1);
      client.open(80, 2);

      assertThat(client.read(client.open(80, 3))).isEmpty();
      client.send(first, new byte[0], true);
      client.read(first - 2);
      // Its streams have ended; the room is there a moment later.
      byte[] answer = {};
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      for (int request = 4; answer.length == 0 && System.nanoTime() < deadline; request++) {
        int next = client.open(80, request);
        client.send(next, "x".getBytes(UTF_8), true);
        answer = client.read(next);
      }
      assertThat(answer).asString(UTF_8).isEqualTo("80: x");
    }
  }

  @Test
  void whoResetsAndWhoLeavesEndsTheConnectionToThePort() throws Exception {
    Port second;
    try (SpdyClient client = client(PATH)) {
      int reset = client.open(80, 0);
      client.send(reset, "x".getBytes(UTF_8), false);
      Port first = ports.poll(20, TimeUnit.SECONDS);
      client.open(80, 1);
      second = ports.poll(20, TimeUnit.SECONDS);

      client.write(new DefaultSpdyRstStreamFrame(reset, 5));

      first.left.get(20, TimeUnit.SECONDS);
      assertThat(client.read(reset - 2)).isEmpty();
      assertThat(second.left).isNotDone();
    }
    second.left.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aStreamThatIsLostIsToldOf() throws Exception {
    try (SpdyClient client = client(PATH)) {
      int stream = client.open(80, 0);
      ports.poll(20, TimeUnit.SECONDS).active.get(20, TimeUnit.SECONDS).close();

      assertThat(client.read(stream - 2))
          .asString(UTF_8)
          .endsWith("the stream to the pod's agent ended");
    }
  }

  @Test
  void withTheAgentAllOfTheClientsConnectionEnds() throws Exception {
    try (SpdyClient client = client(PATH)) {
      int stream = client.open(80, 0);
      ports.poll(20, TimeUnit.SECONDS).active.get(20, TimeUnit.SECONDS);

      agent.vanish();

      assertThat(client.read(stream - 2)).asString(UTF_8).endsWith("the pod's agent is gone");
      client.drain();
    }
  }

  @Test
  void aPodThatIsNotThereIsToldBeforeTheUpgrade() {
    assertThatThrownBy(() -> client(PATH + "/u2"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HTTP/1.1 404");
  }

  @Test
  void whatAClientDoesNotReadIsNotReadFromThePort() throws Exception {
    try (SpdyClient client = client(PATH)) {
      int stream = client.open(SILENT, 0);
      Port port = ports.poll(20, TimeUnit.SECONDS);
      port.active.get(20, TimeUnit.SECONDS);
      var sender = new Flood(port);

      long stalled = settled(sender.sent);

      assertThat(stalled).isLessThan(HELD);
      CompletableFuture<Long> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return (long) client.read(stream).length;
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(read.get(50, TimeUnit.SECONDS)).isEqualTo(Flood.ALL);
    }
  }

  @Test
  void whatAPortDoesNotReadIsNotReadFromTheClient() throws Exception {
    try (SpdyClient client = client(PATH)) {
      int stream = client.open(80, 0);
      Port port = ports.poll(20, TimeUnit.SECONDS);
      var context = port.active.get(20, TimeUnit.SECONDS);
      context.channel().config().setAutoRead(false);
      var sent = new AtomicLong();
      byte[] piece = new byte[1 << 20];
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < MEGABYTES; i++) {
                        client.send(stream, piece, i == MEGABYTES - 1);
                        sent.addAndGet(piece.length);
                      }
                    } catch (IOException _) {
                      // told by what did not arrive
                    }
                  });

      assertThat(settled(sent)).isLessThan(HELD);
      context.channel().config().setAutoRead(true);

      assertThat(client.read(stream)).hasSize((MEGABYTES << 20) + "80: ".length());
      sender.join();
    }
  }

  /** What it is when it has not changed for a while. */
  private static long settled(AtomicLong count) throws InterruptedException {
    long before = -1;
    while (before != count.get() || before == 0) {
      before = count.get();
      Thread.sleep(300);
    }
    return before;
  }

  /** Writes as fast as it may. */
  private static final class Flood extends ChannelInboundHandlerAdapter {
    private static final long ALL = (long) MEGABYTES << 20;

    private final AtomicLong sent = new AtomicLong();
    private final byte[] piece = new byte[32 * 1024];

    private Flood(Port port) {
      var context = port.active.join();
      context.pipeline().addLast(this);
      context.executor().execute(() -> flow(context));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      flow(context);
    }

    private void flow(ChannelHandlerContext context) {
      while (context.channel().isWritable() && sent.get() < ALL) {
        sent.addAndGet(piece.length);
        context
            .channel()
            .writeAndFlush(new StreamFrame(StreamFrame.STDOUT, Unpooled.wrappedBuffer(piece)));
        if (sent.get() == ALL) {
          Port.end(context);
        }
      }
    }
  }

  /** Says its number and what it has heard, at the end; port 1 is closed, and one is silent. */
  private static final class Port extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<ChannelHandlerContext> active = new CompletableFuture<>();
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();
    private final List<ByteBuf> heard = new ArrayList<>();
    private String number = "";

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var frame = (StreamFrame) message;
      if (frame.channel() == StreamFrame.REQUEST) {
        number = frame.content().toString(UTF_8).replaceAll("\\D", "");
        frame.release();
        active.complete(context);
        if (number.equals("1")) {
          result(context, "{\"failure\":\"connection refused\",\"broken\":false}");
        }
      } else if (frame.content().isReadable()) {
        heard.add(frame.content());
      } else {
        frame.release();
        heard.addFirst(Unpooled.copiedBuffer(number + ": ", UTF_8));
        for (ByteBuf piece : heard) {
          context.channel().writeAndFlush(new StreamFrame(StreamFrame.STDOUT, piece));
        }
        heard.clear();
        end(context);
      }
    }

    private static void end(ChannelHandlerContext context) {
      context.channel().writeAndFlush(new StreamFrame(StreamFrame.STDOUT, Unpooled.EMPTY_BUFFER));
      result(context, "{\"broken\":false}");
    }

    private static void result(ChannelHandlerContext context, String json) {
      context
          .channel()
          .writeAndFlush(new StreamFrame(StreamFrame.RESULT, Unpooled.copiedBuffer(json, UTF_8)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      heard.forEach(ByteBuf::release);
      left.complete(true);
    }
  }
}
