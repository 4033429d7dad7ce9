package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** The first handler of a client that takes nothing of what it is sent until it reads. */
final class SlowClient extends ChannelOutboundHandlerAdapter {
  private final List<ChannelPromise> untaken = new ArrayList<>();

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ReferenceCountUtil.release(message);
    untaken.add(promise);
  }

  /** What it has not taken. */
  int count() {
    return untaken.size();
  }

  /** Takes all of it. */
  void reads() {
    untaken.forEach(ChannelPromise::trySuccess);
    untaken.clear();
  }
}
