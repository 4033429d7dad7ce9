package dev.fnk.kubelet.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The admitted plain requests of one connection: each in a virtual thread, which is interrupted
 * when the peer leaves.
 */
final class PlainHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final KubeletApi api;
  private @Nullable Thread worker;

  PlainHandler(KubeletApi api) {
    this.api = api;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    var received = KubeletApi.Request.of(context.channel(), request);
    var exchange = new Exchange(context.channel());
    worker = Thread.ofVirtual().name("kubelet-api").start(() -> api.serve(received, exchange));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (worker != null) {
      worker.interrupt();
    }
    super.channelInactive(context);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
