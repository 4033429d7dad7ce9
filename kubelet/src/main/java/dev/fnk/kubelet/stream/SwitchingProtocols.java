package dev.fnk.kubelet.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes a connection out of HTTP, or says why not. Called by the handler that has the request's
 * head, which what comes after takes the place of.
 */
enum SwitchingProtocols {
  /** To the handlers that took over: all of them are in place. */
  DONE;

  /**
   * Makes a WebSocket of the connection, whose data frames reach the handlers: binary, text, and
   * their continuations, and out of base64 where the subprotocol has them in it. A client's pings
   * and its close are seen to.
   *
   * @param spoken subprotocols; see {@link WebSocketHandshake#answer}
   * @param handlers of the subprotocol that was chosen, in the order in which they read
   */
  static void webSocket(
      ChannelHandlerContext context,
      HttpRequest head,
      Set<String> spoken,
      Function<String, List<ChannelHandler>> handlers) {
    switch (WebSocketHandshake.answer(head, spoken)) {
      case WebSocketHandshake.Accepted accepted -> {
        var all = new ArrayList<ChannelHandler>();
        all.add(new WebSocket13FrameEncoder(false));
        all.addAll(frames());
        all.add(new WebSocketControl());
        if (Base64Messages.speaks(accepted.subprotocol())) {
          all.add(new Base64Messages());
        }
        all.addAll(handlers.apply(accepted.subprotocol()));
        accept(context, accepted.headers(), all);
      }
      case WebSocketHandshake.Refused refused ->
          refuse(context, refused.status(), refused.why(), refused.headers());
    }
  }

  /** They read frames of a client. */
  static List<ChannelHandler> frames() {
    return List.of(
        new WebSocketPieces(),
        new WebSocket13FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowExtensions(false)
                .maxFramePayloadLength(WebSocketPieces.LONGEST)
                .withUTF8Validator(false)
                .build()));
  }

  /**
   * Answers 101 and puts the handlers in the caller's place. They are told {@link #DONE} once what
   * came with the request has been read.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  static void accept(
      ChannelHandlerContext context, HttpHeaders headers, List<ChannelHandler> handlers) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    response.headers().set(headers);
    ChannelPipeline pipeline = context.pipeline();
    pipeline.remove(HttpServerKeepAliveHandler.class);
    context.writeAndFlush(response);
    pipeline.remove(IdleStateHandler.class);
    for (ChannelHandler handler : handlers.reversed()) {
      pipeline.addAfter(context.name(), null, handler);
    }
    pipeline.remove(HttpServerCodec.class);
    pipeline.remove(context.handler());
    context.executor().execute(() -> pipeline.fireUserEventTriggered(DONE));
  }

  /** Answers with words and closes. */
  static void refuse(
      ChannelHandlerContext context, HttpResponseStatus status, String why, HttpHeaders headers) {
    byte[] words = why.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(words));
    response
        .headers()
        .set(headers)
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, words.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
