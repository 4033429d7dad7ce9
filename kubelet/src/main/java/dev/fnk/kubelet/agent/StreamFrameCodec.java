package dev.fnk.kubelet.agent;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import java.util.List;

/** Frames of the contract: an octet of channel, four of length, the content. */
final class StreamFrameCodec extends ByteToMessageCodec<StreamFrame> {
  private static final int HEADER = 5;
  private static final int LONGEST = 64 * 1024;

  @Override
  protected void encode(ChannelHandlerContext context, StreamFrame frame, ByteBuf out) {
    out.writeByte(frame.channel());
    out.writeInt(frame.content().readableBytes());
    out.writeBytes(frame.content());
  }

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
