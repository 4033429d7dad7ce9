package dev.fnk.kubelet.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The admitted plain requests of one connection: each in a virtual thread, which is interrupted
 * when the peer leaves.
 */
final class PlainHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final KubeletApi api;
  private final Duration patience;
  private @Nullable Thread worker;

  /**
   * @param patience with a peer that does not read its answer
   */
  PlainHandler(KubeletApi api, Duration patience) {
    this.api = api;
    this.patience = patience;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    var received = KubeletApi.Request.of(context.channel(), request);
    var exchange = new Exchange(context.channel(), request.protocolVersion(), patience);
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
