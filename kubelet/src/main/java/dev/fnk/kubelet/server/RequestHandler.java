package dev.fnk.kubelet.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: hands each request to a virtual thread, which is interrupted when the peer
 * leaves.
 */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final KubeletApi api;
  private volatile @Nullable Thread worker;

  RequestHandler(KubeletApi api) {
    this.api = api;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Thread busy = worker;
    if (busy != null && busy.isAlive()) {
      // HTTP/1.1 pipelining: no client of the kubelet API does so.
      close(context);
      return;
    }
    var received =
        new KubeletApi.Request(
            request.method().name(),
            request.uri(),
            certificate(context),
            request.headers().get(HttpHeaderNames.AUTHORIZATION));
    var exchange = new Exchange(context.channel());
    worker = Thread.ofVirtual().name("kubelet-api").start(() -> api.handle(received, exchange));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    Thread busy = worker;
    if (busy != null) {
      busy.interrupt();
    }
    super.channelInactive(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    Thread busy = worker;
    if (event instanceof IdleStateEvent && (busy == null || !busy.isAlive())) {
      close(context);
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A probe without TLS, a certificate of another authority, a peer that resets.
    LOG.debug("connection of {}: {}", context.channel().remoteAddress(), cause.getMessage());
    close(context);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private static @Nullable X509Certificate certificate(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls == null) {
      return null;
    }
    try {
      return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate x509
          ? x509
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }
}
