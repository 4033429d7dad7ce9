package dev.fnk.kubelet.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the requests of one connection in, one after the other: has each head judged in a virtual
 * thread, and only then chooses what handles the request. Nothing of a body is read, and no upgrade
 * is answered, before the caller is known. What arrives meanwhile is held; reading pauses.
 */
final class Admission extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final String AGGREGATOR = "aggregator";
  private static final String PLAIN = "plain";

  /** No plain request of the kubelet API has a body to speak of. */
  private static final int MOST_BODY = 64 * 1024;

  private enum State {
    /** Between requests. */
    IDLE,
    /** The head is with the judge. */
    DECIDING,
    /** The request is with its handler, until its answer is out. */
    SERVING,
    /** The request is refused; the rest of it is thrown away. */
    REFUSED
  }

  private final KubeletApi api;
  private final HeadGuard guard;
  private final Duration patience;
  private final Consumer<Channel> known;
  private final Deque<Object> held = new ArrayDeque<>();
  private State state = State.IDLE;
  private boolean requestEnded;
  private boolean responseEnded;

  /**
   * @param guard of this connection
   * @param patience with a peer that does not read its answer
   * @param known told when it is known who calls
   */
  Admission(KubeletApi api, HeadGuard guard, Duration patience, Consumer<Channel> known) {
    this.api = api;
    this.guard = guard;
    this.patience = patience;
    this.known = known;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean more = message instanceof HttpContent && !requestEnded;
    if (state == State.IDLE && message instanceof HttpRequest head) {
      decide(context, head);
    } else if (state == State.SERVING && more) {
      pass(context, message);
    } else if (state == State.REFUSED && more) {
      requestEnded = message instanceof LastHttpContent;
      ReferenceCountUtil.release(message);
      next(context);
    } else {
      held.add(message);
      context.channel().config().setAutoRead(false);
    }
  }

  private void decide(ChannelHandlerContext context, HttpRequest head) {
    requestEnded = false;
    responseEnded = false;
    state = State.DECIDING;
    guard.arrived();
    if (head.decoderResult().isFailure()) {
      refuse(context, malformed(head.decoderResult().cause()));
      return;
    }
    context.channel().config().setAutoRead(false);
    KubeletApi.Request request = KubeletApi.Request.of(context.channel(), head);
    Thread.ofVirtual()
        .name("kubelet-api-admission")
        .start(
            () -> {
              Verdict verdict = judge(request);
              context.executor().execute(() -> decided(context, head, verdict));
            });
  }

  private Verdict judge(KubeletApi.Request request) {
    try {
      return api.admit(request);
    } catch (RuntimeException e) {
      LOG.warn("{}: cannot be judged", request.method(), e);
      return new Verdict.Refused(500, "internal error");
    }
  }

  private static Verdict.Refused malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line -> new Verdict.Refused(414, "URI Too Long");
      case TooLongHttpHeaderException header ->
          new Verdict.Refused(431, "Request Header Fields Too Large");
      default -> new Verdict.Refused(400, "Bad Request");
    };
  }

  private void decided(ChannelHandlerContext context, HttpRequest head, Verdict verdict) {
    if (!context.channel().isActive()) {
      ReferenceCountUtil.release(head);
      return;
    }
    if (!(verdict instanceof Verdict.Refused)) {
      known.accept(context.channel());
    }
    switch (verdict) {
      case Verdict.Plain plain -> {
        state = State.SERVING;
        if (context.pipeline().get(PLAIN) == null) {
          context
              .pipeline()
              .addAfter(context.name(), AGGREGATOR, new HttpObjectAggregator(MOST_BODY));
          context.pipeline().addAfter(AGGREGATOR, PLAIN, new PlainHandler(api, patience));
        }
        context.fireChannelRead(head);
        while (!requestEnded && held.peek() instanceof HttpContent) {
          pass(context, held.remove());
        }
        context.channel().config().setAutoRead(held.isEmpty());
        if (!requestEnded) {
          guard.awaitBody(context);
        }
      }
      case Verdict.Streaming streaming -> handOver(context, head, streaming.handler());
      case Verdict.Refused refused -> refuse(context, refused);
    }
  }

  private void pass(ChannelHandlerContext context, Object content) {
    requestEnded = content instanceof LastHttpContent;
    if (requestEnded) {
      guard.stop();
    }
    context.fireChannelRead(content);
    next(context);
  }

  private void handOver(ChannelHandlerContext context, HttpRequest head, ChannelHandler handler) {
    var pipeline = context.pipeline();
    if (pipeline.get(PLAIN) != null) {
      pipeline.remove(AGGREGATOR);
      pipeline.remove(PLAIN);
    }
    pipeline.addAfter(context.name(), null, handler);
    context.fireChannelRead(head);
    while (!held.isEmpty()) {
      context.fireChannelRead(held.remove());
    }
    context.channel().config().setAutoRead(true);
    pipeline.remove(guard);
    pipeline.remove(this);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its end is waited for in write
  private void refuse(ChannelHandlerContext context, Verdict.Refused refused) {
    state = State.REFUSED;
    byte[] text = (refused.text() + "\n").getBytes(StandardCharsets.UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(refused.status()),
            Unpooled.wrappedBuffer(text));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
        .set("X-Content-Type-Options", "nosniff");
    while (!requestEnded && held.peek() instanceof HttpContent) {
      Object content = held.remove();
      requestEnded = content instanceof LastHttpContent;
      ReferenceCountUtil.release(content);
    }
    if (!requestEnded) {
      // A body is still to come that nobody wants.
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    context.pipeline().writeAndFlush(response);
    context.channel().config().setAutoRead(held.isEmpty());
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    boolean informational =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof LastHttpContent && !informational) {
      var written = promise.unvoid();
      written.addListener(
          _ -> {
            responseEnded = true;
            next(context);
          });
      super.write(context, message, written);
    } else {
      super.write(context, message, promise);
    }
  }

  /** Goes on with the next request, once all of this one is done. */
  private void next(ChannelHandlerContext context) {
    boolean busy = state == State.SERVING || state == State.REFUSED;
    if (!busy || !requestEnded || !responseEnded) {
      return;
    }
    state = State.IDLE;
    guard.awaitNext(context);
    if (held.isEmpty()) {
      context.channel().config().setAutoRead(true);
    } else {
      channelRead(context, held.remove());
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    // An answer takes its time; a request that does not come does not get it.
    boolean waiting = state == State.IDLE || (state == State.SERVING && !requestEnded);
    if (event instanceof IdleStateEvent && waiting) {
      context.close();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A probe without TLS, a certificate of another authority, a peer that resets.
    LOG.debug("connection of {}: {}", context.channel().remoteAddress(), cause.getMessage());
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    super.channelInactive(context);
  }
}
