package dev.fnk.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The messages of a WebSocket as text, as browsers' dashboards ask for them ({@code
 * v4.base64.channel.k8s.io}): the channel is a digit, and what follows it is in base64. Behind this
 * they are as those of {@code v4.channel.k8s.io}. As of a kubelet, a message that is no base64 is
 * thrown away, and channels from 80 on, which only port-forward has, are what {@code '0' + channel}
 * is in UTF-8.
 */
final class Base64Messages extends ChannelDuplexHandler {
  private static final byte[] NOTHING = {};

  /** Octets that are encoded together. */
  private static final int GROUP = 4;

  /** Of the message whose frames are being read: the channel has been. */
  private boolean begun;

  /** It is no base64. */
  private boolean malformed;

  /** What of it waits for the rest of its group. */
  private byte[] rest = NOTHING;

  /** Whether messages of this subprotocol are such. */
  static boolean speaks(String subprotocol) {
    return subprotocol.contains("base64.");
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof WebSocketFrame frame)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      boolean continues = frame instanceof ContinuationWebSocketFrame;
      if (!continues) {
        begun = false;
        malformed = false;
        rest = NOTHING;
      }
      if (!malformed) {
        ByteBuf octets = decoded(frame.content(), frame.isFinalFragment());
        context.fireChannelRead(
            continues
                ? new ContinuationWebSocketFrame(frame.isFinalFragment(), 0, octets)
                : new BinaryWebSocketFrame(frame.isFinalFragment(), 0, octets));
      }
    } catch (IllegalArgumentException _) {
      malformed = true;
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  /**
   * With the channel before the octets, where it is in this piece.
   *
   * @throws IllegalArgumentException it is no base64
   */
  private ByteBuf decoded(ByteBuf piece, boolean last) {
    byte[] channel = NOTHING;
    if (!begun && piece.isReadable()) {
      begun = true;
      channel = new byte[] {(byte) (piece.readByte() - '0')};
    }
    byte[] text = joined(rest, ByteBufUtil.getBytes(piece));
    int whole = last ? text.length : text.length - text.length % GROUP;
    rest = Arrays.copyOfRange(text, whole, text.length);
    byte[] octets = Base64.getDecoder().decode(Arrays.copyOf(text, whole));
    return Unpooled.wrappedBuffer(channel, octets);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    super.write(
        context, message instanceof BinaryWebSocketFrame frame ? text(frame) : message, promise);
  }

  private static TextWebSocketFrame text(BinaryWebSocketFrame frame) {
    try {
      char channel = (char) ('0' + frame.content().readUnsignedByte() & 0xff);
      byte[] octets = ByteBufUtil.getBytes(frame.content());
      String encoded = Base64.getEncoder().encodeToString(octets);
      return new TextWebSocketFrame(
          Unpooled.copiedBuffer(channel + encoded, StandardCharsets.UTF_8));
    } finally {
      frame.release();
    }
  }
}
