package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes over a connection whose client asks for a command's streams. */
public final class ExecUpgrade extends ChannelInboundHandlerAdapter {
  private final ExecTarget target;
  private final ExecOptions options;
  private final ExecSlots slots;

  /** A command, or an attachment, that takes one of the pod's slots until its connection ends. */
  public ExecUpgrade(ExecTarget target, ExecOptions options, ExecSlots slots) {
    this.target = target;
    this.options = options;
    this.slots = slots;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest head) {
      upgrade(context, head);
    }
    ReferenceCountUtil.release(message);
  }

  private void upgrade(ChannelHandlerContext context, HttpRequest head) {
    if (!slots.take(target.pod())) {
      refuse(
          context,
          HttpResponseStatus.TOO_MANY_REQUESTS,
          "too many commands are under way in this pod");
      return;
    }
    context.channel().closeFuture().addListener(_ -> slots.free(target.pod()));
    if (WebSocketHandshake.asked(head)) {
      Map<String, Subprotocol> spoken = Subprotocol.ofWebSocket();
      SwitchingProtocols.webSocket(
          context,
          head,
          spoken.keySet(),
          id -> {
            Subprotocol protocol = spoken.getOrDefault(id, Subprotocol.V1);
            return List.of(new WebSocketStreams(options, protocol), idle(), session(protocol));
          });
      return;
    }
    if (!Spdy.asked(head)) {
      refuse(context, HttpResponseStatus.BAD_REQUEST, Spdy.NOT_ASKED);
      return;
    }
    Optional<Subprotocol> protocol = Subprotocol.choose(head.headers().getAll(Spdy.VERSION));
    if (protocol.isEmpty()) {
      refuse(context, HttpResponseStatus.FORBIDDEN, "unable to upgrade: no protocol in common");
      return;
    }
    accept(context, protocol.get());
  }

  private void accept(ChannelHandlerContext context, Subprotocol protocol) {
    SwitchingProtocols.accept(
        context, Spdy.switching().set(Spdy.VERSION, protocol.id()), spdy(protocol));
  }

  private List<ChannelHandler> spdy(Subprotocol protocol) {
    List<ChannelHandler> handlers = new ArrayList<>(Spdy.codec());
    handlers.add(new SpdyControl());
    handlers.add(new SpdyStreams(options, protocol));
    handlers.add(idle());
    handlers.add(session(protocol));
    return handlers;
  }

  private ExecSession session(Subprotocol protocol) {
    return new ExecSession(target, options, protocol);
  }

  /** Sees frames alone: what a protocol says of itself does not count. */
  private IdleStateHandler idle() {
    return new IdleStateHandler(0, 0, slots.limits().idle().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String why) {
    HttpHeaders known = new DefaultHttpHeaders();
    for (Subprotocol each : Subprotocol.ofSpdy()) {
      known.add(Spdy.ACCEPTED, each.id());
    }
    SwitchingProtocols.refuse(context, status, why, known);
  }
}
