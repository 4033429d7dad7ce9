package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.agent.contract.ExecResult;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The agent's end of a command: asks for it, and passes on what it says. */
final class AgentSide extends ChannelInboundHandlerAdapter {
  private final ExecSession session;
  private final Channel client;
  private final byte[] request;
  private final Relay relay = new Relay();

  AgentSide(ExecSession session, Channel client, byte[] request) {
    this.session = session;
    this.client = client;
    this.request = request;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the channel
  public void channelActive(ChannelHandlerContext context) {
    context.writeAndFlush(new StreamFrame(StreamFrame.REQUEST, Unpooled.wrappedBuffer(request)));
    session.began(context.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var frame = (StreamFrame) message;
    if (frame.channel() == StreamFrame.RESULT) {
      try (InputStream json = new ByteBufInputStream(frame.content(), true)) {
        ended(JsonMapper.shared().readValue(json, ExecResult.class));
      } catch (JacksonException | java.io.IOException _) {
        session.failed("the agent's answer is no result");
      }
    } else if (session.isOver()) {
      frame.release();
    } else {
      relay.pass(context, frame, client);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    relay.send(client);
  }

  private void ended(ExecResult result) {
    if (result.lost()) {
      session.failed(result.failure().orElse("its end was not seen"));
    } else {
      result.failure().ifPresent(session::say);
      session.ended(new ExecOutcome.Exited(result.code()));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Relay.follow(context.channel(), client);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    session.failed(
        cause instanceof AgentException
            ? String.valueOf(cause.getMessage())
            : "the stream to the agent failed");
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    session.failed("the pod's agent is gone");
  }
}
