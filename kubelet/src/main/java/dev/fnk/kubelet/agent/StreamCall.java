package dev.fnk.kubelet.agent;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A call whose request and answer flow at the same time: octets within, HTTP/2 frames without. */
final class StreamCall extends ChannelDuplexHandler {
  private static final int LONGEST_REFUSAL = 1024;
  private static final int OK = 200;
  private static final int TOO_MANY = 429;

  private final String path;
  private final ByteArrayOutputStream refusal = new ByteArrayOutputStream(0);
  private int status;

  StreamCall(String path) {
    this.path = path;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure ends the channel
  public void channelActive(ChannelHandlerContext context) {
    context.writeAndFlush(
        new DefaultHttp2HeadersFrame(
            new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .authority("agent")
                .path(path)
                .set("content-type", "application/octet-stream"),
            false));
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    switch (message) {
      case Http2HeadersFrame headers -> {
        if (status == 0) {
          status = Integer.parseInt(String.valueOf(headers.headers().status()));
        }
        end(context, headers.isEndStream());
      }
      case Http2DataFrame data -> {
        boolean last = data.isEndStream();
        if (status == OK) {
          context.fireChannelRead(data.content());
        } else {
          ByteBuf content = data.content();
          content.readBytes(
              refusal, Math.min(content.readableBytes(), LONGEST_REFUSAL - refusal.size()));
          data.release();
        }
        end(context, last);
      }
      case Http2ResetFrame reset ->
          fail(context, AgentException.Kind.UNREACHABLE, "the agent ended the stream");
      default -> ReferenceCountUtil.release(message);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private void end(ChannelHandlerContext context, boolean last) {
    if (last && status == OK) {
      context.close();
    } else if (last) {
      fail(
          context,
          status == TOO_MANY ? AgentException.Kind.TOO_MANY : AgentException.Kind.CONFLICT,
          new Answer(status, refusal.toByteArray()).text());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private static void fail(
      ChannelHandlerContext context, AgentException.Kind kind, String message) {
    context.fireExceptionCaught(new AgentException(kind, message));
    context.close();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(
        context,
        message instanceof ByteBuf octets ? new DefaultHttp2DataFrame(octets, false) : message,
        promise);
  }
}
