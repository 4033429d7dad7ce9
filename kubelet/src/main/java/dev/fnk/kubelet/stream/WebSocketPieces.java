package dev.fnk.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Before the decoder of a WebSocket, which holds each frame until it is whole: makes several frames
 * of one message out of each long one of a client, so that frames may have any length, nothing of
 * them is held, and no piece is longer than an agent takes. Clients such as Python's send what they
 * have in one frame, which may be a whole file.
 */
final class WebSocketPieces extends ByteToMessageDecoder {
  /**
   * Octets of the longest frame that is left. A multiple of four, so that the mask of the frame is
   * that of its pieces.
   */
  static final int LONGEST = 48 * 1024;

  private static final int FINAL = 0x80;
  private static final int CONTROL = 0x08;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int MASK_OCTETS = 4;
  private static final int NOT_WHOLE = -1;

  /** Octets of the present frame, or of its present piece, that are still to come. */
  private long here;

  /** Octets of the pieces behind it. */
  private long behind;

  /** First octet of the head of its next piece, without the bit of the last one. */
  private int first;

  private boolean last;
  private int mask;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int head = 0;
    if (here == 0 && behind == 0) {
      head = head(in);
      if (head == NOT_WHOLE) {
        return;
      }
    }
    ByteBuf piece = here == 0 && behind > 0 ? piece() : Unpooled.EMPTY_BUFFER;
    int octets = (int) Math.min(here, in.readableBytes() - head);
    here -= octets;
    ByteBuf some = in.readRetainedSlice(head + octets);
    out.add(piece.isReadable() ? Unpooled.wrappedBuffer(piece, some) : some);
  }

  /** Octets of the next frame's head that stay as they are; that of a long one is taken away. */
  private int head(ByteBuf in) {
    int start = in.readerIndex();
    if (in.readableBytes() < 2) {
      return NOT_WHOLE;
    }
    int firstOctet = in.getUnsignedByte(start);
    int second = in.getUnsignedByte(start + 1);
    boolean masked = (second & MASKED) != 0;
    int lengthOctets =
        switch (second & LENGTH) {
          case LENGTH_OF_16_BITS -> 2;
          case LENGTH_OF_64_BITS -> 8;
          default -> 0;
        };
    int octets = 2 + lengthOctets + (masked ? MASK_OCTETS : 0);
    if (in.readableBytes() < octets) {
      return NOT_WHOLE;
    }
    long length =
        switch (lengthOctets) {
          case 2 -> in.getUnsignedShort(start + 2);
          case 8 -> in.getLong(start + 2);
          default -> second & LENGTH;
        };
    if ((firstOctet & CONTROL) != 0 || !masked || length <= LONGEST) {
      // The decoder's, which knows what is wrong with some of these.
      here = Math.max(0, length);
      return octets;
    }
    first = firstOctet & ~FINAL;
    last = (firstOctet & FINAL) != 0;
    mask = in.getInt(start + 2 + lengthOctets);
    behind = length;
    in.skipBytes(octets);
    return 0;
  }

  /** Begins the next piece; its head. */
  private ByteBuf piece() {
    here = Math.min(behind, LONGEST);
    behind -= here;
    ByteBuf head = Unpooled.buffer(2 + 2 + MASK_OCTETS);
    head.writeByte(first | (last && behind == 0 ? FINAL : 0));
    if (here < LENGTH_OF_16_BITS) {
      head.writeByte(MASKED | (int) here);
    } else {
      head.writeByte(MASKED | LENGTH_OF_16_BITS).writeShort((int) here);
    }
    head.writeInt(mask);
    // The others go on with it.
    first = 0;
    return head;
  }
}
