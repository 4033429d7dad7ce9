package dev.fnk.kubelet.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/** Carries what one channel reads to another, as fast as that takes it. */
final class Relay {
  private Relay() {}

  /** From the thread of the channel that is read. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the other channel
  static void pass(ChannelHandlerContext from, Object message, Channel to) {
    to.writeAndFlush(message);
    if (!to.isWritable()) {
      from.channel().config().setAutoRead(false);
      if (to.isWritable()) {
        // It has become so in between, and told before there was anything to go on with.
        from.channel().config().setAutoRead(true);
      }
    }
  }

  /** When the channel that is written to has become writable, or is no longer. */
  static void follow(Channel written, Channel read) {
    read.config().setAutoRead(written.isWritable());
  }
}
