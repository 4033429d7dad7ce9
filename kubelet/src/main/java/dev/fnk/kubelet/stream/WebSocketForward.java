package dev.fnk.kubelet.stream;

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
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/**
 * Connections to ports over a WebSocket, as Kubernetes has it from before it tunnelled SPDY: one to
 * each port that the request names. The first octet of a message is its channel, an even one a
 * port's data, the next its error; the first message of each is the port, little-endian. There is
 * no end but the connection's.
 */
final class WebSocketForward extends ChannelDuplexHandler {
  private static final int NONE = -1;

  private final List<Integer> ports;
  private final BitSet over = new BitSet();

  /** Of the message whose frames are being read. */
  private int current = NONE;

  WebSocketForward(List<Integer> ports) {
    this.ports = List.copyOf(ports);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event != SwitchingProtocols.DONE) {
      super.userEventTriggered(context, event);
      return;
    }
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i);
      context.write(message(2 * i, Unpooled.buffer(2).writeShortLE(port)));
      context.write(message(2 * i + 1, Unpooled.buffer(2).writeShortLE(port)));
    }
    context.flush();
    for (int i = 0; i < ports.size(); i++) {
      context.fireChannelRead(new ForwardMessage.Open(i, ports.get(i)));
    }
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
    if (content.isReadable() && current % 2 == 0) {
      context.fireChannelRead(new ForwardMessage.Data(current / 2, content));
    } else {
      content.release();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    switch (message) {
      case ForwardMessage.Data data when data.content().isReadable() ->
          context.write(message(2 * data.connection(), data.content()), promise);
      case ForwardMessage.Data last -> {
        last.release();
        // Of the client no end can come.
        context.fireChannelRead(new ForwardMessage.Reset(last.connection()));
        over(context, last.connection(), promise);
      }
      case ForwardMessage.Ended(int number, ForwardOutcome outcome) -> {
        if (outcome instanceof ForwardOutcome.Failed(String why)) {
          ByteBuf words = Unpooled.copiedBuffer(why, StandardCharsets.UTF_8);
          context.write(message(2 * number + 1, words));
        }
        over(context, number, promise);
      }
      default -> super.write(context, message, promise);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the promise is told
  private void over(ChannelHandlerContext context, int number, ChannelPromise promise) {
    over.set(number);
    if (over.cardinality() == ports.size()) {
      context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), promise);
    } else {
      promise.setSuccess();
    }
  }

  private static BinaryWebSocketFrame message(int channel, ByteBuf content) {
    return new BinaryWebSocketFrame(
        Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] {(byte) channel}), content));
  }
}
