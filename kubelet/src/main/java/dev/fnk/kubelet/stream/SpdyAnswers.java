package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandlerContext;

/**
 * Answers to what a client asks of its streams. What it can ask for without reading them is
 * bounded: it is left.
 */
final class SpdyAnswers {
  private static final int MOST_UNREAD = 1000;

  private int unread;

  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  void write(ChannelHandlerContext context, Object frame) {
    unread = context.channel().isWritable() ? 0 : unread + 1;
    if (unread > MOST_UNREAD) {
      context.close();
    } else {
      context.writeAndFlush(frame);
    }
  }
}
