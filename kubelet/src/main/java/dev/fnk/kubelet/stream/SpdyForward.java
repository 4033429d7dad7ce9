package dev.fnk.kubelet.stream;

import io.netty.buffer.ByteBuf;
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
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to ports over SPDY/3.1, as Kubernetes speaks it ({@code portforward.k8s.io}): each is
 * a pair of streams that the client opens, one for data and one for an error, of one {@code
 * requestID}. A connection's number is its data stream's.
 */
final class SpdyForward extends ChannelDuplexHandler {
  private static final long PAIRED_WITHIN_SECONDS = 30;

  /** Two streams that belong together, as far as they are there. */
  private static final class Pair {
    private final String request;
    private int port;
    private int data;
    private int error;
    private boolean dataEnded;
    private boolean errorGone;
    private @Nullable ScheduledFuture<?> deadline;

    private Pair(String request) {
      this.request = request;
    }
  }

  private final int most;
  private final Map<String, Pair> requests = new HashMap<>();
  private final Map<Integer, Pair> streams = new HashMap<>();
  private final SpdyAnswers answers = new SpdyAnswers();

  /**
   * @param most pairs at a time
   */
  SpdyForward(int most) {
    this.most = most;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case SpdySynStreamFrame opened -> opened(context, opened);
        case SpdyDataFrame data -> received(context, data);
        case SpdyRstStreamFrame reset -> reset(context, reset.streamId());
        default -> {
          // what a server is not sent
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void opened(ChannelHandlerContext context, SpdySynStreamFrame frame) {
    int id = frame.streamId();
    int port = port(frame.headers().get("port"));
    String type = String.valueOf(frame.headers().get("streamtype"));
    boolean data = type.equals("data");
    boolean whole = !frame.isTruncated() && !frame.isInvalid();
    boolean known = data || type.equals("error");
    if (!whole || !known || port == 0) {
      refuse(context, id, SpdyStreamStatus.PROTOCOL_ERROR);
      return;
    }
    CharSequence named = frame.headers().get("requestid");
    // Early clients do not name it: their streams come one after the other, the error's first.
    String request =
        named == null || named.isEmpty() ? "stream " + (data ? id - 2 : id) : named.toString();
    Pair pair = requests.get(request);
    if (pair == null && requests.size() >= most) {
      refuse(context, id, SpdyStreamStatus.REFUSED_STREAM);
      return;
    }
    if (pair == null) {
      pair = new Pair(request);
      requests.put(request, pair);
      awaitOther(context, pair);
    } else if ((data ? pair.data : pair.error) != 0) {
      refuse(context, id, SpdyStreamStatus.PROTOCOL_ERROR);
      return;
    }
    take(context, pair, id, data ? port : 0);
    if (frame.isLast()) {
      pass(context, pair, id, Unpooled.EMPTY_BUFFER);
    }
  }

  /**
   * @param port of the data stream; 0: it is the error's
   */
  private void take(ChannelHandlerContext context, Pair pair, int id, int port) {
    if (port != 0) {
      pair.data = id;
      pair.port = port;
    } else {
      pair.error = id;
    }
    streams.put(id, pair);
    var reply = new DefaultSpdySynReplyFrame(id);
    // Go's SPDY does not read a block of no headers.
    reply.headers().set(":status", "200").set(":version", "HTTP/1.1");
    answers.write(context, reply);
    if (pair.data != 0 && pair.error != 0) {
      if (pair.deadline != null) {
        pair.deadline.cancel(false);
      }
      context.fireChannelRead(new ForwardMessage.Open(pair.data, pair.port));
    }
  }

  private void awaitOther(ChannelHandlerContext context, Pair pair) {
    pair.deadline =
        context
            .executor()
            .schedule(
                () -> {
                  String why = "timed out waiting for the other stream of request " + pair.request;
                  over(context, pair, new ForwardOutcome.Failed(why));
                  context.flush();
                },
                PAIRED_WITHIN_SECONDS,
                TimeUnit.SECONDS);
  }

  private void received(ChannelHandlerContext context, SpdyDataFrame frame) {
    Pair pair = streams.get(frame.streamId());
    if (pair == null) {
      return;
    }
    if (frame.content().isReadable()) {
      pass(context, pair, frame.streamId(), frame.content().retainedSlice());
    }
    if (frame.isLast()) {
      pass(context, pair, frame.streamId(), Unpooled.EMPTY_BUFFER);
    }
  }

  /** Nothing is held for a connection that is not begun: its client waits for both replies. */
  private void pass(ChannelHandlerContext context, Pair pair, int stream, ByteBuf octets) {
    if (stream == pair.data && pair.error != 0) {
      context.fireChannelRead(new ForwardMessage.Data(stream, octets));
      return;
    }
    octets.release();
    if (stream == pair.data) {
      over(context, pair, new ForwardOutcome.Broken());
      context.flush();
    }
  }

  private void reset(ChannelHandlerContext context, int stream) {
    Pair pair = streams.get(stream);
    if (pair == null) {
      return;
    }
    if (stream == pair.error) {
      pair.errorGone = true;
      return;
    }
    pair.dataEnded = true;
    context.fireChannelRead(new ForwardMessage.Reset(stream));
    over(context, pair, new ForwardOutcome.Done());
    context.flush();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is told
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    switch (message) {
      case ForwardMessage.Data data -> {
        Pair pair = streams.get(data.connection());
        if (pair == null || pair.dataEnded) {
          data.release();
          promise.setSuccess();
        } else {
          var frame = new DefaultSpdyDataFrame(pair.data, data.content());
          pair.dataEnded = !data.content().isReadable();
          context.write(frame.setLast(pair.dataEnded), promise);
          if (pair.dataEnded) {
            endErrors(context, pair);
          }
        }
      }
      case ForwardMessage.Ended(int number, ForwardOutcome outcome) -> {
        Pair pair = streams.get(number);
        if (pair != null) {
          over(context, pair, outcome);
        }
        promise.setSuccess();
      }
      default -> super.write(context, message, promise);
    }
  }

  /**
   * No error will follow. kubectl 1.28 waits for this after the end of what the pod sends, before
   * it closes its own client's connection and with it the other half.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private static void endErrors(ChannelHandlerContext context, Pair pair) {
    if (pair.error != 0 && !pair.errorGone) {
      pair.errorGone = true;
      context.write(ended(pair.error));
    }
  }

  /** Ends both streams, the error's with words where there are any. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private void over(ChannelHandlerContext context, Pair pair, ForwardOutcome outcome) {
    requests.remove(pair.request, pair);
    streams.remove(pair.data, pair);
    streams.remove(pair.error, pair);
    if (pair.error != 0
        && !pair.errorGone
        && outcome instanceof ForwardOutcome.Failed(String why)) {
      context.write(
          new DefaultSpdyDataFrame(pair.error, Unpooled.copiedBuffer(why, StandardCharsets.UTF_8)));
    }
    endErrors(context, pair);
    if (pair.data == 0 || pair.dataEnded) {
      return;
    }
    switch (outcome) {
      case ForwardOutcome.Done _, ForwardOutcome.Failed _ -> context.write(ended(pair.data));
      case ForwardOutcome.Broken _ ->
          context.write(new DefaultSpdyRstStreamFrame(pair.data, SpdyStreamStatus.CANCEL));
      case ForwardOutcome.Refused _ ->
          context.write(new DefaultSpdyRstStreamFrame(pair.data, SpdyStreamStatus.REFUSED_STREAM));
    }
  }

  private static SpdyDataFrame ended(int stream) {
    return new DefaultSpdyDataFrame(stream).setLast(true);
  }

  private void refuse(ChannelHandlerContext context, int stream, SpdyStreamStatus why) {
    answers.write(context, new DefaultSpdyRstStreamFrame(stream, why));
  }

  /** 0: none. */
  private static int port(@Nullable CharSequence text) {
    try {
      int port = text == null ? 0 : Integer.parseInt(text.toString());
      return port > 0 && port < 1 << 16 ? port : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    for (Pair pair : List.copyOf(requests.values())) {
      if (pair.deadline != null) {
        pair.deadline.cancel(false);
      }
    }
    requests.clear();
    streams.clear();
    super.channelInactive(context);
  }
}
