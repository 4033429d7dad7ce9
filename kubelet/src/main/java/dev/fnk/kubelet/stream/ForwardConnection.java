package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.agent.contract.ForwardRequest;
import dev.fnk.kubelet.agent.contract.ForwardResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection to a port of a pod: asks the agent for it, and passes on what comes. Its methods
 * are called in the client's thread; as a handler it is in the thread of the agent's stream.
 */
final class ForwardConnection extends ChannelInboundHandlerAdapter {
  /** The longest piece that the agent takes. */
  private static final int LONGEST = 64 * 1024;

  /** Who is told, in the client's thread. */
  interface Observer {
    /** It may be written to now, or no longer. */
    void changed(ForwardConnection connection);

    /** It is over. */
    void ended(ForwardConnection connection, ForwardOutcome outcome);
  }

  private final int number;
  private final int port;
  private final Channel client;
  private final Observer observer;
  private final Queue<StreamFrame> held = new ArrayDeque<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Relay relay = new Relay();
  private @Nullable Channel stream;
  private boolean aborted;

  ForwardConnection(int number, int port, Channel client, Observer observer) {
    this.number = number;
    this.port = port;
    this.client = client;
    this.observer = observer;
  }

  int number() {
    return number;
  }

  int port() {
    return port;
  }

  void open(AgentStreams agent) {
    agent.open(AgentStreams.FORWARD, this, this::failed);
  }

  /** Takes the octets over, to be sent with {@link #flush}; none: no more will follow. */
  void send(ByteBuf octets) {
    if (!octets.isReadable()) {
      octets.release();
      write(new StreamFrame(StreamFrame.STDIN, Unpooled.EMPTY_BUFFER));
      return;
    }
    while (octets.readableBytes() > LONGEST) {
      write(new StreamFrame(StreamFrame.STDIN, octets.readRetainedSlice(LONGEST)));
    }
    write(new StreamFrame(StreamFrame.STDIN, octets));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure ends the stream
  private void write(StreamFrame frame) {
    if (aborted) {
      frame.release();
    } else if (stream == null) {
      held.add(frame);
    } else {
      stream.write(frame);
    }
  }

  void flush() {
    if (stream != null) {
      stream.flush();
    }
  }

  boolean isWritable() {
    return stream != null && stream.isWritable();
  }

  /** Whether more is to be read from the port. */
  void read(boolean more) {
    if (stream != null) {
      stream.config().setAutoRead(more);
    }
  }

  /** Nothing of it is wanted any more. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for its end
  void abort() {
    told.set(true);
    aborted = true;
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    if (stream != null) {
      stream.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for its end
  private void opened(Channel channel) {
    if (aborted) {
      channel.close();
      return;
    }
    stream = channel;
    while (!held.isEmpty()) {
      channel.writeAndFlush(held.remove());
    }
    read(client.isWritable());
    observer.changed(this);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure ends the stream
  public void channelActive(ChannelHandlerContext context) {
    Channel channel = context.channel();
    byte[] request = JsonMapper.shared().writeValueAsBytes(new ForwardRequest(port));
    channel.writeAndFlush(new StreamFrame(StreamFrame.REQUEST, Unpooled.wrappedBuffer(request)));
    client.eventLoop().execute(() -> opened(channel));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var frame = (StreamFrame) message;
    switch (frame.channel()) {
      case StreamFrame.STDOUT ->
          relay.pass(context, new ForwardMessage.Data(number, frame.content()), client);
      case StreamFrame.RESULT -> ended(result(frame));
      default -> frame.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    relay.send(client);
  }

  private static ForwardOutcome result(StreamFrame frame) {
    try (InputStream json = new ByteBufInputStream(frame.content(), true)) {
      var result = JsonMapper.shared().readValue(json, ForwardResult.class);
      return result
          .failure()
          .<ForwardOutcome>map(ForwardOutcome.Failed::new)
          .orElseGet(
              () -> result.broken() ? new ForwardOutcome.Broken() : new ForwardOutcome.Done());
    } catch (JacksonException | IOException _) {
      return new ForwardOutcome.Failed("the agent's answer is no result");
    }
  }

  private void failed(AgentException failure) {
    ended(
        failure.kind() == AgentException.Kind.TOO_MANY
            ? new ForwardOutcome.Refused()
            : new ForwardOutcome.Failed(String.valueOf(failure.getMessage())));
  }

  private void ended(ForwardOutcome outcome) {
    if (told.compareAndSet(false, true)) {
      client.eventLoop().execute(() -> observer.ended(this, outcome));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    client.eventLoop().execute(() -> observer.changed(this));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof AgentException failure) {
      failed(failure);
    } else {
      ended(new ForwardOutcome.Failed("the stream to the agent failed"));
    }
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended(new ForwardOutcome.Failed("the stream to the pod's agent ended"));
  }
}
