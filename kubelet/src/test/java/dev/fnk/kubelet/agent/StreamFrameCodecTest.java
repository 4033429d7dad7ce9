package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StreamFrameCodecTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new StreamFrameCodec());

  @Test
  void aFrameIsItsChannelItsLengthAndItsContent() {
    channel.writeOutbound(
        new StreamFrame(
            StreamFrame.STDIN, Unpooled.copiedBuffer("word", StandardCharsets.US_ASCII)));

    ByteBuf octets = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(octets)).isEqualTo("0000000004776f7264");
    octets.release();
  }

  @Test
  void contentIsNotCopied() {
    ByteBuf content = Unpooled.copiedBuffer("word", StandardCharsets.US_ASCII);
    channel.writeOutbound(new StreamFrame(StreamFrame.STDIN, content));
    content.setByte(0, 'W');

    ByteBuf octets = channel.readOutbound();
    assertThat(ByteBufUtil.hexDump(octets)).isEqualTo("0000000004576f7264");
    octets.release();
    assertThat(content.refCnt()).isZero();
  }

  @Test
  void framesAreFoundWhereverTheOctetsAreCut() {
    byte[] octets = ByteBufUtil.decodeHexDump("010000000141" + "0200000000" + "01000000024243");
    for (byte octet : octets) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {octet}));
    }

    assertFrame(StreamFrame.STDOUT, "A");
    assertFrame(StreamFrame.STDERR, "");
    assertFrame(StreamFrame.STDOUT, "BC");
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void whatIsTooLongIsNotWaitedFor() {
    ByteBuf head = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("0100010001"));

    assertThatThrownBy(() -> channel.writeInbound(head))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(AgentException.class)
        .hasMessageContaining("longer than 65536");
  }

  private void assertFrame(int number, String content) {
    StreamFrame frame = channel.readInbound();
    assertThat(frame.channel()).isEqualTo(number);
    assertThat(frame.content().toString(StandardCharsets.US_ASCII)).isEqualTo(content);
    frame.release();
  }
}
