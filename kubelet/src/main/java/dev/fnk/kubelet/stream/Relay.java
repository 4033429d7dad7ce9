package dev.fnk.kubelet.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * Carries what one channel reads to another, as fast as that takes it. What is read at a time is
 * sent at a time: a system call for each piece, and a thread to wake where the two have not the
 * same, would cost as much as to encrypt it. In the thread of the channel that is read.
 */
final class Relay {
  private boolean unsent;

  /** It is on its way with {@link #send}. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the other channel
  void pass(ChannelHandlerContext from, Object message, Channel to) {
    to.write(message);
    unsent = true;
    if (!to.isWritable()) {
      from.channel().config().setAutoRead(false);
      if (to.isWritable()) {
        // It has become so in between, and told before there was anything to go on with.
        from.channel().config().setAutoRead(true);
      }
    }
  }

  /** When all that there was has been read. */
  void send(Channel to) {
    if (unsent) {
      unsent = false;
      to.flush();
    }
  }

  /** When the channel that is written to has become writable, or is no longer. */
  static void follow(Channel written, Channel read) {
    read.config().setAutoRead(written.isWritable());
  }
}
