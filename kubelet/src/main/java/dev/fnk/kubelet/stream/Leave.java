package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection of which all has been written, if the client does not: it has some seconds to
 * do so, which begin when the last of it is sent, so that a client that is slow is given all of it.
 */
final class Leave implements ChannelFutureListener {
  private static final long WITHIN_SECONDS = 2;

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void operationComplete(ChannelFuture last) {
    last.channel()
        .eventLoop()
        .schedule(() -> last.channel().close(), WITHIN_SECONDS, TimeUnit.SECONDS);
  }
}
