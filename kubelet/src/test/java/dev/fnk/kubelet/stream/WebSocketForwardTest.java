package dev.fnk.kubelet.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WebSocketForwardTest {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new WebSocketForward(List.of(0x1f90, 80)));

  @Test
  void eachChannelBeginsWithItsPortAndEachPortIsConnectedTo() {
    begin();

    assertThat(outbound()).containsExactly("\0\u0090\u001f", "\1\u0090\u001f", "\2P\0", "\3P\0");
    assertThat(channel.<Object>readInbound()).isEqualTo(new ForwardMessage.Open(0, 8080));
    assertThat(channel.<Object>readInbound()).isEqualTo(new ForwardMessage.Open(1, 80));
  }

  @Test
  void dataIsOfItsPortInAllFramesOfItsMessage() {
    channel.writeInbound(
        new BinaryWebSocketFrame(false, 0, octets("\2he")),
        new ContinuationWebSocketFrame(true, 0, octets("llo")),
        new BinaryWebSocketFrame(octets("\1no one's")),
        new BinaryWebSocketFrame(octets("\0")),
        new BinaryWebSocketFrame(octets("\0x")));

    assertThat(inbound()).containsExactly("1 he", "1 llo", "0 x");
  }

  @Test
  void whatAPortSendsHasItsChannelAndTheLastEndClosesAll() {
    channel.writeOutbound(new ForwardMessage.Data(1, octets("said")));
    channel.writeOutbound(new ForwardMessage.Ended(0, new ForwardOutcome.Failed("refused")));
    assertThat(outbound()).containsExactly("\2said", "\1refused");

    channel.writeOutbound(new ForwardMessage.Data(1, Unpooled.EMPTY_BUFFER));

    assertThat(channel.<Object>readInbound()).isEqualTo(new ForwardMessage.Reset(1));
    assertThat(outbound()).containsExactly("close 1000");
  }

  private void begin() {
    channel.pipeline().fireUserEventTriggered(SwitchingProtocols.DONE);
  }

  private static ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  private List<String> inbound() {
    var all = new ArrayList<String>();
    for (ForwardMessage.Data data = channel.readInbound();
        data != null;
        data = channel.readInbound()) {
      all.add(data.connection() + " " + data.content().toString(ISO_8859_1));
      data.release();
    }
    return all;
  }

  private List<String> outbound() {
    var all = new ArrayList<String>();
    for (WebSocketFrame frame = channel.readOutbound();
        frame != null;
        frame = channel.readOutbound()) {
      all.add(
          frame instanceof CloseWebSocketFrame close
              ? "close " + close.statusCode()
              : frame.content().toString(ISO_8859_1));
      frame.release();
    }
    return all;
  }
}
