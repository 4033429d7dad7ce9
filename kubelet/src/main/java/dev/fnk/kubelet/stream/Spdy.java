package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.util.List;

/** The codec of SPDY/3.1, within the node's bounds. */
final class Spdy {
  /** In which a client names the versions of a protocol that it speaks, and is told the chosen. */
  static final String VERSION = "X-Stream-Protocol-Version";

  /** In which a client that speaks none of them is told those that are served. */
  static final String ACCEPTED = "X-Accepted-Stream-Protocol-Versions";

  /** For a client that asks for neither SPDY nor a WebSocket. */
  static final String NOT_ASKED = "unable to upgrade: SPDY/3.1 and websocket are served";

  private static final String UPGRADE = "SPDY/3.1";

  /** A longer data frame comes in pieces. */
  private static final int LONGEST_PIECE = 32 * 1024;

  private static final int MOST_HEADERS = 16 * 1024;

  private Spdy() {}

  /** Whether a request asks for it. */
  static boolean asked(HttpRequest head) {
    HttpHeaders headers = head.headers();
    return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && UPGRADE.equalsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE));
  }

  /** Those of the answer 101; the chosen version is the caller's to add. */
  static HttpHeaders switching() {
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, UPGRADE);
  }

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
