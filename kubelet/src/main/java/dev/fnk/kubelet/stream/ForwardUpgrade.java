package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Takes over a connection whose client asks for connections to a pod's ports. */
public final class ForwardUpgrade extends ChannelInboundHandlerAdapter {
  private static final String PROTOCOL = "portforward.k8s.io";
  private static final String VERSION = "X-Stream-Protocol-Version";
  private static final String ACCEPTED = "X-Accepted-Stream-Protocol-Versions";

  private final ForwardTarget target;
  private final ForwardLimits limits;
  private final IntConsumer firstUse;

  /**
   * @param firstUse told of each port that the client asks for, once
   */
  public ForwardUpgrade(ForwardTarget target, ForwardLimits limits, IntConsumer firstUse) {
    this.target = target;
    this.limits = limits;
    this.firstUse = firstUse;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest head) {
      upgrade(context, head);
    }
    ReferenceCountUtil.release(message);
  }

  private void upgrade(ChannelHandlerContext context, HttpRequest head) {
    if (!head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !Spdy.UPGRADE.equalsIgnoreCase(head.headers().get(HttpHeaderNames.UPGRADE))) {
      refuse(context, HttpResponseStatus.BAD_REQUEST, "unable to upgrade: SPDY/3.1 is served");
      return;
    }
    List<String> offered =
        head.headers().getAll(VERSION).stream()
            .flatMap(header -> Arrays.stream(header.split(",")))
            .map(String::strip)
            .toList();
    if (!offered.isEmpty() && !offered.contains(PROTOCOL)) {
      refuse(context, HttpResponseStatus.FORBIDDEN, "unable to upgrade: no protocol in common");
      return;
    }
    var headers =
        new DefaultHttpHeaders()
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
            .set(HttpHeaderNames.UPGRADE, Spdy.UPGRADE);
    if (!offered.isEmpty()) {
      headers.set(VERSION, PROTOCOL);
    }
    SwitchingProtocols.accept(context, headers, spdy());
  }

  private List<ChannelHandler> spdy() {
    List<ChannelHandler> handlers = new ArrayList<>(Spdy.codec());
    handlers.add(new SpdyControl());
    handlers.add(idle());
    handlers.add(new SpdyForward(limits.connections()));
    handlers.add(session());
    return handlers;
  }

  private ForwardSession session() {
    return new ForwardSession(target, limits.connections(), firstUse);
  }

  private IdleStateHandler idle() {
    return new IdleStateHandler(0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String why) {
    SwitchingProtocols.refuse(
        context, status, why, new DefaultHttpHeaders().add(ACCEPTED, PROTOCOL));
  }
}
