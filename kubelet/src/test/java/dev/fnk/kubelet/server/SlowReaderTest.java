package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.stream.ExecLimits;
import dev.fnk.kubelet.stream.SocketAgent;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that does not read costs no memory, however fast a command writes. */
@Timeout(60)
final class SlowReaderTest {
  private static final int PIECE = 32 * 1024;
  private static final long ALL = 64L << 20;

  /** Buffers of two connections on one machine, whose size the kernel chooses, and of the node. */
  private static final long MOST_HELD = 16L << 20;

  private final AtomicLong written = new AtomicLong();

  @Test
  void theCommandIsHeldBackUntilItIsRead() throws Exception {
    var loop = new ConnectionLoop();
    try (var agent = new SocketAgent(Writer::new, loop);
        var kubelet =
            new TestKubelet(
                List::of,
                (request, out) -> {},
                new StreamUpgrades((namespace, pod, uid, container) -> agent, ExecLimits.STANDARD),
                ApiLimits.STANDARD,
                loop);
        SSLSocket socket = kubelet.socket(kubelet.authority.issue(TestKubelet.API_SERVER))) {
      socket
          .getOutputStream()
          .write(
              ("GET /exec/ns/pod/c?command=yes&output=1 HTTP/1.1\r\nHost: node\r\n"
                      + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      long held = settled();
      assertThat(held).isPositive().isLessThan(MOST_HELD);

      InputStream in = socket.getInputStream();
      assertThat(in.skip(ALL)).isEqualTo(ALL);
      assertThat(written).hasValue(ALL);
    }
  }

  /** What was written once no more is, for a second. */
  private long settled() throws InterruptedException {
    long last = -1;
    for (int same = 0; same < 10; ) {
      Thread.sleep(100);
      long now = written.get();
      same = now == last && now > 0 ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  /** Writes as long as the node takes it. */
  private final class Writer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      more(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      more(context);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the test waits for what is written
    private void more(ChannelHandlerContext context) {
      while (context.channel().isWritable() && written.get() < ALL) {
        written.addAndGet(PIECE);
        context.writeAndFlush(
            new StreamFrame(StreamFrame.STDOUT, Unpooled.wrappedBuffer(new byte[PIECE])));
      }
    }
  }
}
