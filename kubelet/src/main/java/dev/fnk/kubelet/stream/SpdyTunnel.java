package dev.fnk.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/** SPDY's octets in binary messages of a WebSocket, whose bounds say nothing. */
final class SpdyTunnel extends ChannelDuplexHandler {
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case BinaryWebSocketFrame frame -> context.fireChannelRead(frame.content());
      case ContinuationWebSocketFrame frame -> context.fireChannelRead(frame.content());
      case WebSocketFrame text -> {
        text.release();
        context.close();
      }
      // what is left of the request
      default -> ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(
        context,
        message instanceof ByteBuf octets ? new BinaryWebSocketFrame(octets) : message,
        promise);
  }

  /** Says so first, as the client takes for the end. A client that does not hear it is left. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is told
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context
        .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
        .addListener(_ -> context.close(promise));
  }
}
