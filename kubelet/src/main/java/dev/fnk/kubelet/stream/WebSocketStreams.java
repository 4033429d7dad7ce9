package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * A remote command's streams over a WebSocket, as Kubernetes speaks it: the first octet of a
 * message is its channel, and all channels are open from the beginning. Clients send text as well
 * as binary messages; they are sent binary ones.
 */
final class WebSocketStreams extends ChannelDuplexHandler {
  /** Version 5: no more of the channel that follows it. */
  private static final int CLOSE = 255;

  private static final int NONE = -1;

  private final ExecOptions options;
  private final Subprotocol protocol;

  /** Of the message whose frames are being read. */
  private int current = NONE;

  WebSocketStreams(ExecOptions options, Subprotocol protocol) {
    this.options = options;
    this.protocol = protocol;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event != SwitchingProtocols.DONE) {
      super.userEventTriggered(context, event);
      return;
    }
    // Some clients wait for a first message, as the kubelet's own server sends one.
    int first =
        options.stdout()
            ? StreamFrame.STDOUT
            : options.stderr() ? StreamFrame.STDERR : StreamFrame.RESULT;
    context.writeAndFlush(message(first, Unpooled.EMPTY_BUFFER));
    context.fireUserEventTriggered(ClientStreams.OPEN);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf content = frame.content();
    if (!(frame instanceof ContinuationWebSocketFrame)) {
      current = NONE;
    }
    if (current == NONE && content.isReadable()) {
      current = content.readUnsignedByte();
    }
    if (current == CLOSE && protocol.closes()) {
      if (content.isReadable() && content.readUnsignedByte() == StreamFrame.STDIN) {
        pass(context, new StreamFrame(StreamFrame.STDIN, Unpooled.EMPTY_BUFFER));
      }
      content.release();
    } else if (content.isReadable()) {
      pass(context, new StreamFrame(current, content));
    } else {
      content.release();
    }
  }

  private void pass(ChannelHandlerContext context, StreamFrame frame) {
    boolean wanted =
        switch (frame.channel()) {
          case StreamFrame.STDIN -> options.stdin();
          case StreamFrame.RESIZE -> options.tty();
          default -> false;
        };
    if (wanted) {
      context.fireChannelRead(frame);
    } else {
      frame.release();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof StreamFrame frame) {
      if (sent(frame.channel())) {
        super.write(context, message(frame.channel(), frame.content()), promise);
      } else {
        frame.release();
        promise.setSuccess();
      }
    } else if (message == ClientStreams.OVER) {
      super.write(context, new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), promise);
    } else {
      super.write(context, message, promise);
    }
  }

  private boolean sent(int channel) {
    return switch (channel) {
      case StreamFrame.STDOUT -> options.stdout();
      case StreamFrame.STDERR -> options.stderr();
      default -> channel == StreamFrame.RESULT;
    };
  }

  private static BinaryWebSocketFrame message(int channel, ByteBuf content) {
    ByteBuf head = Unpooled.wrappedBuffer(new byte[] {(byte) channel});
    return new BinaryWebSocketFrame(
        content.isReadable() ? Unpooled.wrappedBuffer(head, content) : released(content, head));
  }

  private static ByteBuf released(ByteBuf empty, ByteBuf head) {
    empty.release();
    return head;
  }
}
