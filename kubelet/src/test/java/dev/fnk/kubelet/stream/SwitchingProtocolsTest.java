package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.junit.jupiter.api.Test;

final class SwitchingProtocolsTest {
  private static final int MEBIBYTE = 1 << 20;

  private final EmbeddedChannel node = new EmbeddedChannel(SwitchingProtocols.frames());

  @Test
  void aFrameHasAMebibyteBehindItsChannelAndNoMore() {
    send(1 + MEBIBYTE);
    BinaryWebSocketFrame frame = node.readInbound();
    assertThat(frame.content().readableBytes()).isEqualTo(1 + MEBIBYTE);
    frame.release();

    assertThatThrownBy(() -> send(2 + MEBIBYTE))
        .isInstanceOf(CorruptedWebSocketFrameException.class);
    node.finishAndReleaseAll();
  }

  private void send(int length) {
    var client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    client.writeOutbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[length])));
    for (ByteBuf octets = client.readOutbound(); octets != null; octets = client.readOutbound()) {
      node.writeInbound(octets);
    }
  }
}
