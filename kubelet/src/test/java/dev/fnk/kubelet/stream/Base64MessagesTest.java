package dev.fnk.kubelet.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Base64MessagesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new Base64Messages());

  /** The example of the protocol's own description, with its end of line. */
  @Test
  void aDigitIsTheChannel() {
    channel.writeInbound(new TextWebSocketFrame("0Zm9vCg=="), binary("2"), binary("4e30"));

    assertThat(inbound()).containsExactly("\0foo\n", "\2", "\4{}");
  }

  @Test
  void aMessageMayBeCutAnywhere() {
    String text = "0Zm9vYmFyCg==";
    for (int cut = 0; cut <= text.length(); cut++) {
      channel.writeInbound(
          new TextWebSocketFrame(false, 0, octets(text.substring(0, cut))),
          new ContinuationWebSocketFrame(true, 0, octets(text.substring(cut))));

      assertThat(String.join("", inbound())).as("at %d", cut).isEqualTo("\0foobar\n");
    }
  }

  @Test
  void framesStayFramesOfOneMessage() {
    channel.writeInbound(
        new TextWebSocketFrame(false, 0, octets("0Zm")),
        new ContinuationWebSocketFrame(true, 0, octets("9v")));

    WebSocketFrame first = channel.readInbound();
    WebSocketFrame last = channel.readInbound();
    assertThat(first).isInstanceOf(BinaryWebSocketFrame.class);
    assertThat(first.isFinalFragment()).isFalse();
    assertThat(last).isInstanceOf(ContinuationWebSocketFrame.class);
    assertThat(last.isFinalFragment()).isTrue();
    first.release();
    last.release();
  }

  @Test
  void whatIsNoBase64IsThrownAwayToTheEndOfItsMessage() {
    channel.writeInbound(
        new TextWebSocketFrame(false, 0, octets("0****")),
        new ContinuationWebSocketFrame(true, 0, octets("Zm9v")),
        binary("0Zm9v"));

    assertThat(inbound()).containsExactly("\0foo");
  }

  @Test
  void whatIsSentIsText() {
    channel.writeOutbound(binary("\1"), binary("\1x\n"), binary("\u00c8P\0"));
    channel.writeOutbound(new CloseWebSocketFrame());

    for (String text : List.of("1", "1eAo=", "\u00f8UAA=")) {
      TextWebSocketFrame frame = channel.readOutbound();
      assertThat(frame.content().toString(UTF_8)).isEqualTo(text);
      frame.release();
    }
    CloseWebSocketFrame close = channel.readOutbound();
    close.release();
  }

  private static BinaryWebSocketFrame binary(String text) {
    return new BinaryWebSocketFrame(octets(text));
  }

  private static ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  private List<String> inbound() {
    var all = new ArrayList<String>();
    for (WebSocketFrame frame = channel.readInbound();
        frame != null;
        frame = channel.readInbound()) {
      all.add(frame.content().toString(ISO_8859_1));
      frame.release();
    }
    return all;
  }
}
