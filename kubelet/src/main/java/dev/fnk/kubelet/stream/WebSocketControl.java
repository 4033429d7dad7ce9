package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Control frames of a WebSocket: answers pings and the close, asks by pings whether the client is
 * still there, and closes the connection when the closes are exchanged.
 */
final class WebSocketControl extends ChannelDuplexHandler {
  private static final long PING_SECONDS = 5;

  private @Nullable ScheduledFuture<?> pings;
  private boolean closing;

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  public void handlerAdded(ChannelHandlerContext context) {
    pings =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> {
                  // What waits to be sent finds out as well.
                  if (context.channel().isWritable() && !closing) {
                    context.writeAndFlush(new PingWebSocketFrame());
                  }
                },
                PING_SECONDS,
                PING_SECONDS,
                TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case PingWebSocketFrame ping -> answer(context, ping);
      case PongWebSocketFrame pong -> pong.release();
      case CloseWebSocketFrame close -> left(context, close);
      default -> context.fireChannelRead(message);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private void answer(ChannelHandlerContext context, PingWebSocketFrame ping) {
    if (context.channel().isWritable() && !closing) {
      context.writeAndFlush(new PongWebSocketFrame(ping.content()));
    } else {
      // A client that asks and does not read the answers gets none.
      ping.release();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private void left(ChannelHandlerContext context, CloseWebSocketFrame close) {
    if (closing) {
      close.release();
      context.close();
    } else {
      closing = true;
      context.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (closing) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      return;
    }
    super.write(context, message, promise);
    if (message instanceof CloseWebSocketFrame) {
      closing = true;
      // The client's own close has to be read.
      context.channel().config().setAutoRead(true);
      promise.addListener(new Leave());
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
