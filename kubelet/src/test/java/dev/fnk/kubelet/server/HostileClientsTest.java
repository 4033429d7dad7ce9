package dev.fnk.kubelet.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.stream.ExecLimits;
import dev.fnk.kubelet.stream.ForwardLimits;
import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.SocketAgent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.internal.PlatformDependent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever clients do, those that behave are served, and what the node holds is bounded. */
@Timeout(120)
final class HostileClientsTest {
  private static final ApiLimits LIMITS =
      new ApiLimits(
          500, 64, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(5), 64, 16);

  /** What one round of requests may leave; a leak of each request's would be more. */
  private static final long LEFT = 32L << 20;

  private final ConnectionLoop loop = new ConnectionLoop();
  private final SocketAgent agent = new SocketAgent(ChannelInboundHandlerAdapter::new, loop);
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestKubelet kubelet;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    kubelet.close();
    agent.close();
  }

  private void start(ApiLimits limits) throws IOException {
    kubelet =
        new TestKubelet(
            List::of,
            (request, out) -> {},
            Upgrades.either(
                new StreamUpgrades(
                    (namespace, pod, uid, container) -> agent,
                    new ExecLimits(limits.execs(), limits.streamIdle())),
                new ForwardUpgrades(
                    (namespace, pod, uid) -> new ForwardTarget(agent, pod, "u1"),
                    new ForwardLimits(limits.forwards(), limits.streamIdle()))),
            limits,
            loop);
  }

  @Test
  void whateverIsSentTheNextIsServed() throws Exception {
    start(LIMITS);
    var random = new Random(20_261_129);
    TestAuthority.Identity known = kubelet.authority.issue(TestKubelet.API_SERVER);
    try (HttpClient http = kubelet.apiServer()) {
      long before = held();
      for (int i = 0; i < 400; i++) {
        hostile(random, i % 8, known);
        if (i % 20 == 0) {
          assertThat(kubelet.get(http, "/healthz").body()).as("request %d", i).isEqualTo("ok");
        }
      }
      for (AutoCloseable each : open) {
        each.close();
      }
      open.clear();
      assertThat(kubelet.get(http, "/healthz").body()).isEqualTo("ok");
      long after = held();
      System.out.printf("400 hostile requests: %,d octets held before, %,d after%n", before, after);
      assertThat(after - before).isLessThan(LEFT);
    }
  }

  private void hostile(Random random, int kind, TestAuthority.Identity known) throws Exception {
    byte[] noise = new byte[random.nextInt(1, 4096)];
    random.nextBytes(noise);
    if (kind == 0) {
      // Not even TLS, and not closed.
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), kubelet.base.getPort());
      open.add(socket);
      send(socket, noise);
      return;
    }
    SSLSocket socket = kubelet.socket(known);
    open.add(socket);
    switch (kind) {
      case 1 -> send(socket, noise);
      case 2 -> send(socket, headers(random.nextInt(1, 5000), random.nextInt(1, 200)));
      case 3 -> send(socket, cut(random, upgrade(random)));
      case 4 -> {
        send(socket, upgrade(random));
        send(socket, noise);
      }
      case 5 -> {
        send(socket, upgrade("/portForward/ns/pod", "SPDY/3.1"));
        send(socket, cut(random, streams(random)));
      }
      case 6 -> {
        send(socket, upgrade("/portForward/ns/pod", "SPDY/3.1"));
        send(socket, flipped(random, streams(random)));
      }
      default -> {
        // Streams that are opened and never closed.
        send(socket, upgrade("/exec/ns/pod/c?command=cat&input=1", "SPDY/3.1"));
        send(socket, streams(random));
      }
    }
    if (random.nextBoolean()) {
      socket.close();
    }
  }

  @Test
  void aThousandHalfOpenConnectionsGiveWay() throws Exception {
    start(ApiLimits.STANDARD);
    long before = held();
    for (int i = 0; i < 1200; i++) {
      open.add(new Socket(InetAddress.getLoopbackAddress(), kubelet.base.getPort()));
    }
    try (HttpClient http = kubelet.apiServer()) {
      assertThat(kubelet.get(http, "/healthz").body()).isEqualTo("ok");
      long during = held();
      System.out.printf("1,200 half-open: %,d octets more%n", during - before);
      assertThat(during - before).isLessThan(LEFT);
    }
  }

  @Test
  void connectionsOfKnownClientsAreNotTakenFromThem() throws Exception {
    start(new ApiLimits(10, 64, LIMITS.head(), LIMITS.idle(), LIMITS.streamIdle(), 64, 16));
    try (SSLSocket socket = kubelet.socket(kubelet.authority.issue(TestKubelet.API_SERVER))) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: node\r\n\r\n".getBytes(US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      for (int i = 0; i < 100; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), kubelet.base.getPort()));
      }

      send(socket, "GET /nothing HTTP/1.1\r\nHost: node\r\n\r\n".getBytes(US_ASCII));

      assertThat(new String(until(socket.getInputStream(), "404"), US_ASCII)).endsWith("404");
    }
  }

  @Test
  void aHeadThatComesSlowlyIsNotWaitedFor() throws Exception {
    start(
        new ApiLimits(200, 64, Duration.ofSeconds(2), LIMITS.idle(), LIMITS.streamIdle(), 64, 16));
    long began = System.nanoTime();
    try (SSLSocket socket = kubelet.socket()) {
      Thread trickle =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (byte octet : headers(1000, 50)) {
                        send(socket, new byte[] {octet});
                        Thread.sleep(100);
                      }
                    } catch (IOException | InterruptedException _) {
                      // it was not waited for
                    }
                  });

      assertThat(ended(socket)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
      trickle.interrupt();
      trickle.join();
    }
  }

  @Test
  void largeHeadsHaveFewPlaces() throws Exception {
    start(
        new ApiLimits(
            1000, 64, Duration.ofSeconds(60), LIMITS.idle(), LIMITS.streamIdle(), 64, 16));
    byte[] head = ("GET /" + "x".repeat(900_000)).getBytes(US_ASCII);
    var waiting = new ArrayList<SSLSocket>();
    for (int i = 0; i < 40; i++) {
      SSLSocket socket = kubelet.socket();
      socket.setSoTimeout(20);
      open.add(socket);
      waiting.add(socket);
      send(socket, head);
    }
    while (waiting.size() > 16) {
      waiting.removeIf(HostileClientsTest::ended);
    }

    assertThat(waiting).hasSize(16).noneMatch(HostileClientsTest::ended);
    waiting.getFirst().close();
    open.remove(waiting.getFirst());
    try (HttpClient http = kubelet.apiServer()) {
      assertThat(kubelet.get(http, "/healthz").body()).isEqualTo("ok");
    }
  }

  /** False: it is silent until the socket's time is over. */
  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private static byte[] until(InputStream in, String end) throws IOException {
    var read = new ByteArrayOutputStream();
    while (!read.toString(US_ASCII).endsWith(end)) {
      int octet = in.read();
      assertThat(octet).isNotNegative();
      read.write(octet);
    }
    return read.toByteArray();
  }

  /** Of this process, client and server: after a collection, and outside the heap. */
  private static long held() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory()
        - runtime.freeMemory()
        + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  private static void send(Socket socket, byte[] octets) throws IOException {
    try {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    } catch (SocketException _) {
      // closed by the other end, as it may be
    }
  }

  private static byte[] headers(int count, int length) {
    var head = new StringBuilder("GET /healthz HTTP/1.1\r\nHost: node\r\n");
    for (int i = 0; i < count; i++) {
      head.append("X-").append(i).append(": ").append("x".repeat(length)).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(US_ASCII);
  }

  private static byte[] upgrade(Random random) {
    List<String> paths =
        List.of("/portForward/ns/pod", "/exec/ns/pod/c", "/exec/ns/pod/c?command=x&input=1", "/");
    List<String> protocols = List.of("SPDY/3.1", "websocket", "h2c", "");
    return upgrade(
        paths.get(random.nextInt(paths.size())), protocols.get(random.nextInt(protocols.size())));
  }

  private static byte[] upgrade(String path, String protocol) {
    return ("POST %s HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n")
        .formatted(path, protocol)
        .getBytes(US_ASCII);
  }

  /** Valid frames that open streams and send in them. */
  private static byte[] streams(Random random) {
    var codec = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    for (int i = 0; i < random.nextInt(1, 100); i++) {
      var frame = new DefaultSpdySynStreamFrame(2 * i + 1, 0, (byte) 0);
      frame
          .headers()
          .set("streamtype", random.nextBoolean() ? "data" : "error")
          .setInt("port", random.nextInt(70_000))
          .setInt("requestid", random.nextInt(50));
      codec.writeOutbound(frame);
      var data = new DefaultSpdyDataFrame(random.nextInt(1, 2 * i + 2));
      data.content().writeZero(random.nextInt(2000));
      codec.writeOutbound(data);
    }
    var all = new ByteArrayOutputStream();
    for (ByteBuf out = codec.readOutbound(); out != null; out = codec.readOutbound()) {
      byte[] octets = new byte[out.readableBytes()];
      out.readBytes(octets);
      all.writeBytes(octets);
      out.release();
    }
    codec.finishAndReleaseAll();
    return all.toByteArray();
  }

  private static byte[] cut(Random random, byte[] octets) {
    return java.util.Arrays.copyOf(octets, random.nextInt(octets.length));
  }

  private static byte[] flipped(Random random, byte[] octets) {
    for (int i = 0; i < 1 + octets.length / 500; i++) {
      octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return octets;
  }
}
