package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.util.List;

/** The codec of SPDY/3.1, within the node's bounds. */
final class Spdy {
  /** What a client asks to be upgraded to. */
  static final String UPGRADE = "SPDY/3.1";

  /** A longer data frame comes in pieces. */
  private static final int LONGEST_PIECE = 32 * 1024;

  private static final int MOST_HEADERS = 16 * 1024;

  private Spdy() {}

  /** In the order in which they read. */
  static List<ChannelHandler> codec() {
    return List.of(
        new NoReadUnlessWanted(),
        new SpdyFrameCodec(SpdyVersion.SPDY_3_1, LONGEST_PIECE, MOST_HEADERS, 6, 15, 8));
  }

  /**
   * Netty's codec reads on by itself: it takes what it has passed on for nothing, since it does so
   * past its base class. A channel that is not to be read would be, without an end.
   */
  private static final class NoReadUnlessWanted extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext context) {
      if (context.channel().config().isAutoRead()) {
        context.read();
      }
    }
  }
}
