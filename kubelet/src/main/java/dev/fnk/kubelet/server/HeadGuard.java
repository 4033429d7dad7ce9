package dev.fnk.kubelet.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Before the decoder of a connection: closes it when a request does not come in time, however many
 * octets of it do, and when heads that are larger than usual come on too many connections at once.
 */
final class HeadGuard extends ChannelInboundHandlerAdapter {
  /** Octets of a head that needs no place among the large ones. */
  private static final int USUAL = 16 * 1024;

  private final Duration first;
  private final Duration next;
  private final Semaphore large;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean awaiting = true;
  private boolean placed;
  private int octets;

  /**
   * @param first until a head is there, from the connection on; until a body is, from its head on
   * @param next until the next head is there
   * @param large places of connections with a large head
   */
  HeadGuard(Duration first, Duration next, Semaphore large) {
    this.first = first;
    this.next = next;
    this.large = large;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    within(context, first);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (awaiting && message instanceof ByteBuf some) {
      octets += some.readableBytes();
      if (octets > USUAL && !placed) {
        placed = large.tryAcquire();
        if (!placed) {
          ReferenceCountUtil.release(message);
          context.close();
          return;
        }
      }
    }
    context.fireChannelRead(message);
  }

  /** The head of a request is there. */
  void arrived() {
    awaiting = false;
    stop();
  }

  /** A body is to come. */
  void awaitBody(ChannelHandlerContext context) {
    within(context, first);
  }

  /** All of the request is there. */
  void stop() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /** The request is answered, and another may come. */
  void awaitNext(ChannelHandlerContext context) {
    awaiting = true;
    octets = 0;
    leave();
    within(context, next);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private void within(ChannelHandlerContext context, Duration time) {
    stop();
    deadline =
        context.executor().schedule(() -> context.close(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void leave() {
    if (placed) {
      placed = false;
      large.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    stop();
    leave();
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stop();
    leave();
  }
}
