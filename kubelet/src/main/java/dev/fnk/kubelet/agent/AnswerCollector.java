package dev.fnk.kubelet.agent;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes an answer of one stream's frames. */
final class AnswerCollector extends SimpleChannelInboundHandler<Http2StreamFrame> {
  private final CompletableFuture<Answer> answer;
  private final int longest;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private int status;

  AnswerCollector(CompletableFuture<Answer> answer, int longest) {
    this.answer = answer;
    this.longest = longest;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame)
      throws IOException, AgentException {
    switch (frame) {
      case Http2HeadersFrame headers -> {
        if (status == 0) {
          status = status(headers.headers().status());
        }
        end(headers.isEndStream());
      }
      case Http2DataFrame data -> {
        ByteBuf content = data.content();
        if (body.size() + content.readableBytes() > longest) {
          throw new AgentException(
              AgentException.Kind.BAD_ANSWER, "the agent's answer is longer than " + longest);
        }
        content.readBytes(body, content.readableBytes());
        end(data.isEndStream());
      }
      case Http2ResetFrame reset ->
          throw new AgentException(
              AgentException.Kind.UNREACHABLE,
              "the agent ended the call with error " + reset.errorCode());
      default -> {
        // priorities and others say nothing of the answer
      }
    }
  }

  /** 0: another head follows. */
  private static int status(@Nullable CharSequence text) throws AgentException {
    if (text == null || !text.toString().matches("[1-5][0-9]{2}")) {
      throw new AgentException(AgentException.Kind.BAD_ANSWER, "the answer has no status");
    }
    int status = Integer.parseInt(text.toString());
    return status < 200 ? 0 : status;
  }

  private void end(boolean last) {
    if (last) {
      answer.complete(new Answer(status, body.toByteArray()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    answer.completeExceptionally(
        new AgentException(AgentException.Kind.UNREACHABLE, "the connection is over"));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a stream that is over anyway
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    answer.completeExceptionally(
        cause instanceof AgentException
            ? cause
            : new AgentException(
                AgentException.Kind.UNREACHABLE, "the call failed: " + Causes.told(cause)));
    context.close();
  }
}
