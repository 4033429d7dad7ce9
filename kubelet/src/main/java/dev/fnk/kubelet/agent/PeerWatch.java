package dev.fnk.kubelet.agent;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a silent peer whether it is there, and ends the connection of one that does not answer. */
final class PeerWatch extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what cannot be written is a connection that ends
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof IdleStateEvent idle)) {
      return;
    }
    if (idle.isFirst()) {
      context.writeAndFlush(new DefaultHttp2PingFrame(0));
    } else {
      LOG.debug("no word from {}", context.channel().remoteAddress());
      context.close();
    }
  }

  /** What is of no stream ends here. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("connection to {}", context.channel().remoteAddress(), cause);
    context.close();
  }
}
