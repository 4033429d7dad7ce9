package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentStreams;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes over a connection whose client asks for a command's streams. */
public final class ExecUpgrade extends ChannelInboundHandlerAdapter {
  private static final String SPDY = "SPDY/3.1";
  private static final String VERSION = "X-Stream-Protocol-Version";
  private static final String ACCEPTED = "X-Accepted-Stream-Protocol-Versions";

  /** The kubelet's. */
  private static final long IDLE_HOURS = 4;

  private static final int LONGEST_PIECE = 32 * 1024;
  private static final int MOST_HEADERS = 16 * 1024;

  private final AgentStreams agent;
  private final String container;
  private final ExecOptions options;

  /**
   * @param agent of the task that has the container
   */
  public ExecUpgrade(AgentStreams agent, String container, ExecOptions options) {
    this.agent = agent;
    this.container = container;
    this.options = options;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean last = message instanceof LastHttpContent;
    if (message instanceof HttpRequest head) {
      upgrade(context, head);
    }
    ReferenceCountUtil.release(message);
    if (last
        && context.channel().isActive()
        && context.pipeline().get(SpdyFrameCodec.class) == null) {
      // refused: answered and closed
      context.flush();
    }
  }

  private void upgrade(ChannelHandlerContext context, HttpRequest head) {
    if (!head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !SPDY.equalsIgnoreCase(head.headers().get(HttpHeaderNames.UPGRADE))) {
      refuse(context, HttpResponseStatus.BAD_REQUEST, "unable to upgrade: SPDY/3.1 is served");
      return;
    }
    Optional<Subprotocol> protocol = Subprotocol.choose(head.headers().getAll(VERSION));
    if (protocol.isEmpty()) {
      refuse(context, HttpResponseStatus.FORBIDDEN, "unable to upgrade: no protocol in common");
      return;
    }
    accept(context, protocol.get());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private void accept(ChannelHandlerContext context, Subprotocol protocol) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    response
        .headers()
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, SPDY)
        .set(VERSION, protocol.id());
    ChannelPipeline pipeline = context.pipeline();
    pipeline.remove(HttpServerKeepAliveHandler.class);
    context.writeAndFlush(response);
    pipeline.replace(
        IdleStateHandler.class, null, new IdleStateHandler(0, 0, IDLE_HOURS, TimeUnit.HOURS));
    String name = context.name();
    pipeline.addAfter(name, null, new ExecSession(agent, container, options, protocol));
    pipeline.addAfter(name, null, new SpdyStreams(options, protocol));
    pipeline.addAfter(
        name,
        null,
        new SpdyFrameCodec(SpdyVersion.SPDY_3_1, LONGEST_PIECE, MOST_HEADERS, 6, 15, 8));
    pipeline.remove(HttpServerCodec.class);
    pipeline.remove(this);
  }

  private static void refuse(
      ChannelHandlerContext context, HttpResponseStatus status, String text) {
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(words));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, words.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    for (Subprotocol known : Subprotocol.values()) {
      response.headers().add(ACCEPTED, known.id());
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
