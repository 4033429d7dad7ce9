package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A remote command's streams over SPDY/3.1, as Kubernetes speaks it: each is opened by the client
 * and named by its header {@code streamtype}. There are no windows: who is slow is waited for by
 * TCP.
 */
final class SpdyStreams extends ChannelDuplexHandler {
  private static final String TYPE = "streamtype";
  private static final long OPEN_WITHIN_SECONDS = 30;

  private static final Map<String, Integer> CHANNELS =
      Map.of(
          "stdin", StreamFrame.STDIN,
          "stdout", StreamFrame.STDOUT,
          "stderr", StreamFrame.STDERR,
          "error", StreamFrame.RESULT,
          "resize", StreamFrame.RESIZE);

  private final Set<Integer> awaited;
  private final Map<Integer, Integer> streams = new HashMap<>();
  private final Map<Integer, Integer> channels = new HashMap<>();
  private @Nullable ScheduledFuture<?> deadline;
  private final SpdyAnswers answers = new SpdyAnswers();

  SpdyStreams(ExecOptions options, Subprotocol protocol) {
    awaited = new HashSet<>(Set.of(StreamFrame.RESULT));
    if (options.stdin()) {
      awaited.add(StreamFrame.STDIN);
    }
    if (options.stdout()) {
      awaited.add(StreamFrame.STDOUT);
    }
    if (options.stderr()) {
      awaited.add(StreamFrame.STDERR);
    }
    if (options.tty() && protocol.resizes()) {
      awaited.add(StreamFrame.RESIZE);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context.executor().schedule(() -> context.close(), OPEN_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case SpdySynStreamFrame opened -> opened(context, opened);
        case SpdyDataFrame data -> received(context, data);
        case SpdyRstStreamFrame reset -> ended(context, reset.streamId());
        default -> {
          // what a server is not sent
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void opened(ChannelHandlerContext context, SpdySynStreamFrame frame) {
    CharSequence type = frame.headers().get(TYPE);
    Integer channel = type == null ? null : CHANNELS.get(type.toString());
    if (channel == null || !awaited.remove(channel)) {
      answers.write(
          context,
          new DefaultSpdyRstStreamFrame(frame.streamId(), SpdyStreamStatus.REFUSED_STREAM));
      return;
    }
    streams.put(channel, frame.streamId());
    channels.put(frame.streamId(), channel);
    var reply = new DefaultSpdySynReplyFrame(frame.streamId());
    // Go's SPDY does not read a block of no headers.
    reply.headers().set(":status", "200").set(":version", "HTTP/1.1");
    answers.write(context, reply);
    if (awaited.isEmpty()) {
      cancel(deadline);
      context.fireUserEventTriggered(ClientStreams.OPEN);
    }
    if (frame.isLast()) {
      ended(context, frame.streamId());
    }
  }

  private void received(ChannelHandlerContext context, SpdyDataFrame data) {
    Integer channel = channels.get(data.streamId());
    if (channel == null) {
      return;
    }
    boolean ours = channel == StreamFrame.STDIN || channel == StreamFrame.RESIZE;
    if (ours && data.content().isReadable()) {
      context.fireChannelRead(new StreamFrame(channel, data.content().retainedSlice()));
    }
    if (data.isLast()) {
      ended(context, data.streamId());
    }
  }

  /** The client sends no more of it. */
  private void ended(ChannelHandlerContext context, int stream) {
    Integer channel = channels.remove(stream);
    if (channel != null && channel == StreamFrame.STDIN) {
      context.fireChannelRead(new StreamFrame(channel, Unpooled.EMPTY_BUFFER));
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is told
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof StreamFrame frame) {
      Integer stream = streams.get(frame.channel());
      if (stream == null) {
        frame.release();
        promise.setSuccess();
      } else {
        context.write(new DefaultSpdyDataFrame(stream, frame.content()), promise);
      }
    } else if (message == ClientStreams.OVER) {
      over(context, promise);
    } else {
      super.write(context, message, promise);
    }
  }

  /** Ends the streams; a client of Kubernetes closes then, having read them. */
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private void over(ChannelHandlerContext context, ChannelPromise promise) {
    for (int stream : streams.values()) {
      var last = new DefaultSpdyDataFrame(stream);
      last.setLast(true);
      context.write(last);
    }
    context.writeAndFlush(Unpooled.EMPTY_BUFFER, promise.addListener(new Leave()));
    context.channel().config().setAutoRead(true);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    cancel(deadline);
    super.channelInactive(context);
  }

  private static void cancel(@Nullable ScheduledFuture<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }
}
