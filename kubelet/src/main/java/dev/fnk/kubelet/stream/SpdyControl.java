package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdySettingsFrame;
import io.netty.handler.codec.spdy.SpdyWindowUpdateFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a SPDY connection says of itself: answers pings, asks by pings whether the client is still
 * there, closes when the client goes away. Windows and settings Kubernetes does not use.
 */
final class SpdyControl extends ChannelDuplexHandler {
  private static final long PING_SECONDS = 5;

  private @Nullable ScheduledFuture<?> pings;
  private int ping;

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    pings =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> ping(context, ping += 2), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
  }

  /** What waits to be sent finds out as well who is gone; and who does not read is not told. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private static void ping(ChannelHandlerContext context, int id) {
    if (context.channel().isWritable()) {
      context.writeAndFlush(new DefaultSpdyPingFrame(id));
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case SpdyPingFrame asked -> {
        if (asked.id() % 2 != 0) {
          ping(context, asked.id());
        }
      }
      case SpdyGoAwayFrame _ -> context.close();
      case SpdySettingsFrame _, SpdyWindowUpdateFrame _ -> {}
      default -> context.fireChannelRead(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (pings != null) {
      pings.cancel(false);
    }
    super.channelInactive(context);
  }
}
