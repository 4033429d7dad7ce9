package dev.fnk.kubelet.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/** Frames of the contract: an octet of channel, four of length, the content. */
final class StreamFrameCodec
    extends CombinedChannelDuplexHandler<StreamFrameCodec.Decoder, StreamFrameCodec.Encoder> {
  private static final int HEADER = 5;
  private static final int LONGEST = 64 * 1024;

  StreamFrameCodec() {
    super(new Decoder(), new Encoder());
  }

  /** Copies no content. */
  static final class Encoder extends MessageToMessageEncoder<StreamFrame> {
    @Override
    protected void encode(ChannelHandlerContext context, StreamFrame frame, List<Object> out) {
      ByteBuf header = Unpooled.buffer(HEADER, HEADER);
      header.writeByte(frame.channel()).writeInt(frame.content().readableBytes());
      out.add(Unpooled.wrappedBuffer(header, frame.content().retain()));
    }
  }

  /** Waits for whole frames. */
  static final class Decoder extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
        throws AgentException {
      if (in.readableBytes() < HEADER) {
        return;
      }
      int channel = in.getUnsignedByte(in.readerIndex());
      long length = in.getUnsignedInt(in.readerIndex() + 1);
      if (length > LONGEST) {
        throw new AgentException(
            AgentException.Kind.BAD_ANSWER, "the agent's frame is longer than " + LONGEST);
      }
      if (in.readableBytes() >= HEADER + length) {
        in.skipBytes(HEADER);
        out.add(new StreamFrame(channel, in.readRetainedSlice((int) length)));
      }
    }
  }
}
