package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.agent.contract.AttachRequest;
import dev.fnk.kubelet.agent.contract.ExecRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client's end of a command: has it begun when the client's streams are open, passes on what the
 * client says, ends it when the client leaves, and tells the client how it ended.
 */
final class ExecSession extends ChannelInboundHandlerAdapter {
  /** For what the agent said last, and then for the error, to reach a client that is slow. */
  private static final long LAST_WORDS_SECONDS = 3;

  private final ExecTarget target;
  private final ExecOptions options;
  private final Subprotocol protocol;
  private final Queue<Object> held = new ArrayDeque<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private final Relay relay = new Relay();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Runnable unheard;

  /** Set in the client's thread. */
  private @Nullable Channel stream;

  ExecSession(ExecTarget target, ExecOptions options, Subprotocol protocol) {
    this.target = target;
    this.options = options;
    this.protocol = protocol;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    unheard = target.agent().whenGone(() -> lost(added));
  }

  /** What the client has held back of the stream, the stream's end among it, is not waited for. */
  @SuppressWarnings("FutureReturnValueIgnored") // it comes when it has to
  private void lost(ChannelHandlerContext client) {
    client
        .executor()
        .schedule(() -> failed("the pod's agent is gone"), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      failed("nothing came or went for too long");
      return;
    }
    if (event != ClientStreams.OPEN) {
      super.userEventTriggered(context, event);
      return;
    }
    context.channel().config().setAutoRead(false);
    target
        .agent()
        .open(
            options.attaches() ? AgentStreams.ATTACH : AgentStreams.EXEC,
            new AgentSide(
                this, context.channel(), JsonMapper.shared().writeValueAsBytes(request())),
            failure -> failed(String.valueOf(failure.getMessage())));
  }

  private Object request() {
    return options.attaches()
        ? new AttachRequest(target.container(), options.stdin(), options.stdout(), options.stderr())
        : new ExecRequest(
            target.container(),
            options.command(),
            options.stdin(),
            options.stdout(),
            options.stderr(),
            options.tty(),
            Optional.empty());
  }

  /** The agent's stream is open. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel
  void began(Channel opened) {
    ChannelHandlerContext client = client();
    client
        .executor()
        .execute(
            () -> {
              if (!client.channel().isActive()) {
                opened.close();
                return;
              }
              stream = opened;
              while (!held.isEmpty()) {
                opened.writeAndFlush(held.remove());
              }
              Relay.follow(opened, client.channel());
            });
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel open = stream;
    if (told.get()) {
      ReferenceCountUtil.release(message);
    } else if (open == null) {
      held.add(message);
    } else {
      relay.pass(context, message, open);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Channel open = stream;
    if (open != null) {
      relay.send(open);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Channel open = stream;
    if (open != null) {
      Relay.follow(context.channel(), open);
    }
  }

  /** Words for who looks at the command's errors. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  void say(String words) {
    client()
        .writeAndFlush(
            new StreamFrame(
                options.stderr() ? StreamFrame.STDERR : StreamFrame.STDOUT,
                Unpooled.copiedBuffer(words + "\n", StandardCharsets.UTF_8)));
  }

  /** Whether the client has been told how it ended, after which nothing is said. */
  boolean isOver() {
    return told.get();
  }

  /** Tells the client why it is over. */
  void failed(String why) {
    ended(
        new ExecOutcome.Failed(
            (options.attaches()
                    ? "error attaching to container: "
                    : "error executing command in container: ")
                + why));
  }

  /** Tells the client, once. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  void ended(ExecOutcome outcome) {
    if (!told.compareAndSet(false, true)) {
      return;
    }
    ChannelHandlerContext client = client();
    ExecOutcome.tell(outcome, protocol)
        .ifPresent(
            text ->
                client.write(
                    new StreamFrame(
                        StreamFrame.RESULT, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))));
    client.writeAndFlush(ClientStreams.OVER);
    if (outcome instanceof ExecOutcome.Failed) {
      client.executor().schedule(() -> client.close(), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }
  }

  private ChannelHandlerContext client() {
    ChannelHandlerContext added = context;
    if (added == null) {
      throw new IllegalStateException("no client yet");
    }
    return added;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for its end
  public void channelInactive(ChannelHandlerContext context) {
    told.set(true);
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    if (unheard != null) {
      unheard.run();
    }
    Channel open = stream;
    if (open != null) {
      open.close();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
