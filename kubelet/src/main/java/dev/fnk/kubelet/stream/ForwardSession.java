package dev.fnk.kubelet.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of port-forward: its connections to the ports of one pod. All of it is done in the
 * thread of the client's channel.
 *
 * <p>The client's protocols have one flow for all connections. So while one of them cannot be
 * written to, nothing is read from the client; and while the client cannot be, nothing from any.
 */
final class ForwardSession extends ChannelInboundHandlerAdapter {
  private final ForwardTarget target;
  private final int most;
  private final IntConsumer firstUse;
  private final Set<Integer> used = new HashSet<>();
  private final Map<Integer, ForwardConnection> connections = new HashMap<>();
  private final Set<ForwardConnection> awaited = new HashSet<>();
  private final Set<ForwardConnection> unsent = new HashSet<>();
  private @Nullable Runnable unheard;

  /**
   * @param most connections at a time
   * @param firstUse told of each port, once
   */
  ForwardSession(ForwardTarget target, int most, IntConsumer firstUse) {
    this.target = target;
    this.most = most;
    this.firstUse = firstUse;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    unheard = target.agent().whenGone(() -> context.executor().execute(() -> lost(context)));
  }

  /** The pod or its agent is gone: so is what leads to it. */
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private void lost(ChannelHandlerContext context) {
    for (ForwardConnection connection : List.copyOf(connections.values())) {
      ended(context, connection, new ForwardOutcome.Failed("the pod's agent is gone"));
    }
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch ((ForwardMessage) message) {
      case ForwardMessage.Open(int number, int port) -> open(context, number, port);
      case ForwardMessage.Data data -> {
        ForwardConnection connection = connections.get(data.connection());
        if (connection == null) {
          data.release();
        } else {
          connection.send(data.content());
          unsent.add(connection);
          look(context, connection);
        }
      }
      case ForwardMessage.Reset(int number) -> {
        ForwardConnection connection = connections.remove(number);
        if (connection != null) {
          connection.abort();
          look(context, connection);
        }
      }
      case ForwardMessage.Ended ended -> ReferenceCountUtil.release(ended);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    unsent.forEach(ForwardConnection::flush);
    unsent.clear();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private void open(ChannelHandlerContext context, int number, int port) {
    if (connections.size() >= most) {
      context.writeAndFlush(new ForwardMessage.Ended(number, new ForwardOutcome.Refused()));
      return;
    }
    if (used.add(port)) {
      firstUse.accept(port);
    }
    var connection =
        new ForwardConnection(
            number,
            port,
            context.channel(),
            new ForwardConnection.Observer() {
              @Override
              public void changed(ForwardConnection connection) {
                look(context, connection);
              }

              @Override
              public void ended(ForwardConnection connection, ForwardOutcome outcome) {
                ForwardSession.this.ended(context, connection, outcome);
              }
            });
    connections.put(number, connection);
    connection.open(target.agent());
    look(context, connection);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  private void ended(
      ChannelHandlerContext context, ForwardConnection connection, ForwardOutcome outcome) {
    if (connections.remove(connection.number(), connection)) {
      connection.abort();
      look(context, connection);
      ForwardOutcome told =
          outcome instanceof ForwardOutcome.Failed(String why)
              ? new ForwardOutcome.Failed(target.failure(connection.port(), why))
              : outcome;
      context.writeAndFlush(new ForwardMessage.Ended(connection.number(), told));
    }
  }

  /** Reads from the client as long as all of its connections can be written to. */
  private void look(ChannelHandlerContext context, ForwardConnection connection) {
    boolean mine = connections.get(connection.number()) == connection;
    if (mine && !connection.isWritable()) {
      awaited.add(connection);
    } else {
      awaited.remove(connection);
    }
    context.channel().config().setAutoRead(awaited.isEmpty());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // What was kept back comes at once: it may end its connection, and fill the client again.
    for (ForwardConnection connection : List.copyOf(connections.values())) {
      connection.read(context.channel().isWritable());
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      context.close();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connections.values().forEach(ForwardConnection::abort);
    connections.clear();
    awaited.clear();
    unsent.clear();
    if (unheard != null) {
      unheard.run();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
