package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import org.junit.jupiter.api.Test;

final class SpdyTest {
  private int reads;

  @Test
  void aChannelThatIsNotToBeReadIsNotRead() {
    var sender = new EmbeddedChannel(Spdy.codec().toArray(ChannelHandler[]::new));
    sender.writeOutbound(new DefaultSpdyDataFrame(1, Unpooled.wrappedBuffer(new byte[100_000])));
    var receiver = new EmbeddedChannel(new Reads());
    receiver.pipeline().addLast(Spdy.codec().toArray(ChannelHandler[]::new));
    receiver.config().setAutoRead(false);
    reads = 0;

    for (ByteBuf out = sender.readOutbound(); out != null; out = sender.readOutbound()) {
      receiver.writeInbound(out);
    }

    assertThat(reads).isZero();
    SpdyDataFrame first = receiver.readInbound();
    assertThat(first.content().readableBytes()).isBetween(1, 32 * 1024);
    first.release();
    receiver.config().setAutoRead(true);
    assertThat(reads).isEqualTo(1);
    receiver.finishAndReleaseAll();
  }

  private final class Reads extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext context) {
      reads++;
      context.read();
    }
  }
}
