package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Takes over a connection whose client asks for connections to a pod's ports. */
public final class ForwardUpgrade extends ChannelInboundHandlerAdapter {
  private static final String PROTOCOL = "portforward.k8s.io";

  /** Of a WebSocket: SPDY within its messages. */
  private static final String TUNNEL = "SPDY/3.1+" + PROTOCOL;

  /** Of a WebSocket: two channels a port. */
  private static final String CHANNELS = "v4.channel.k8s.io";

  private static final String CHANNELS_IN_BASE64 = "v4.base64.channel.k8s.io";

  private static final int MOST_PORTS = 128;

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
    if (WebSocketHandshake.asked(head)) {
      webSocket(context, head);
    } else if (Spdy.asked(head)) {
      spdy(context, words(head.headers(), Spdy.VERSION));
    } else {
      refuse(context, HttpResponseStatus.BAD_REQUEST, Spdy.NOT_ASKED);
    }
  }

  private void spdy(ChannelHandlerContext context, List<String> offered) {
    if (!offered.isEmpty() && !offered.contains(PROTOCOL)) {
      refuse(context, HttpResponseStatus.FORBIDDEN, "unable to upgrade: no protocol in common");
      return;
    }
    HttpHeaders headers = Spdy.switching();
    if (!offered.isEmpty()) {
      headers.set(Spdy.VERSION, PROTOCOL);
    }
    SwitchingProtocols.accept(context, headers, spdy());
  }

  private void webSocket(ChannelHandlerContext context, HttpRequest head) {
    if (words(head.headers(), HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).contains(TUNNEL)) {
      SwitchingProtocols.webSocket(context, head, Set.of(TUNNEL), _ -> tunnelled());
      return;
    }
    List<Integer> ports;
    try {
      int most = Math.min(limits.connections(), MOST_PORTS);
      ports = ForwardPorts.parse(new QueryStringDecoder(head.uri()).parameters(), most);
    } catch (IllegalArgumentException e) {
      refuse(context, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
      return;
    }
    SwitchingProtocols.webSocket(
        context,
        head,
        Set.of("", CHANNELS, CHANNELS_IN_BASE64),
        _ -> List.of(idle(), new WebSocketForward(ports), session()));
  }

  private List<ChannelHandler> tunnelled() {
    List<ChannelHandler> handlers = spdy();
    handlers.addFirst(new SpdyTunnel());
    return handlers;
  }

  private List<ChannelHandler> spdy() {
    List<ChannelHandler> handlers = new ArrayList<>(Spdy.codec());
    handlers.add(new SpdyControl());
    handlers.add(idle());
    handlers.add(new SpdyForward(limits.connections()));
    handlers.add(session());
    return handlers;
  }

  /** Headers may bear several each, with commas. */
  private static List<String> words(HttpHeaders headers, CharSequence name) {
    return headers.getAll(name).stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private ForwardSession session() {
    return new ForwardSession(target, limits.connections(), firstUse);
  }

  private IdleStateHandler idle() {
    return new IdleStateHandler(0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String why) {
    SwitchingProtocols.refuse(
        context, status, why, new DefaultHttpHeaders().add(Spdy.ACCEPTED, PROTOCOL));
  }
}
