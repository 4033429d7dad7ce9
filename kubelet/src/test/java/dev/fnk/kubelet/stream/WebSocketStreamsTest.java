package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WebSocketStreamsTest {
  private static final ExecOptions CAT = new ExecOptions(List.of("cat"), true, true, false, false);

  private final List<Object> events = new ArrayList<>();

  @Test
  void itBeginsAtOnceAndSaysSo() {
    EmbeddedChannel channel = channel(CAT, Subprotocol.V4);

    channel.pipeline().fireUserEventTriggered(SwitchingProtocols.DONE);

    assertThat(events).containsExactly(ClientStreams.OPEN);
    assertThat(octets(channel)).containsExactly(StreamFrame.STDOUT);
  }

  @Test
  void theFirstOctetIsTheChannelInTextToo() {
    EmbeddedChannel channel = channel(CAT, Subprotocol.V4);

    channel.writeInbound(binary(0, 'a'), new TextWebSocketFrame("\0b"), binary(0), binary(9, 'c'));

    assertThat(said(channel)).containsExactly("0:a", "0:b");
  }

  @Test
  void whatFollowsInAMessageIsOfItsChannel() {
    EmbeddedChannel channel = channel(CAT, Subprotocol.V4);

    channel.writeInbound(
        new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {0, 'a'})),
        new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {1, 'b'})),
        binary(0, 'c'));

    assertThat(said(channel)).containsExactly("0:a", "0:\u0001b", "0:c");
  }

  @Test
  void onlyVersion5EndsTheInput() {
    EmbeddedChannel five = channel(CAT, Subprotocol.V5);
    EmbeddedChannel four = channel(CAT, Subprotocol.V4);

    five.writeInbound(binary(255, 1), binary(255, 0));
    four.writeInbound(binary(255, 0));

    assertThat(said(five)).containsExactly("0:");
    assertThat(said(four)).isEmpty();
  }

  @Test
  void aSizeIsTakenForATerminalAlone() {
    EmbeddedChannel terminal =
        channel(new ExecOptions(List.of("sh"), true, true, false, true), Subprotocol.V4);
    EmbeddedChannel pipes = channel(CAT, Subprotocol.V4);

    terminal.writeInbound(binary(4, '{', '}'));
    pipes.writeInbound(binary(4, '{', '}'));

    assertThat(said(terminal)).containsExactly("4:{}");
    assertThat(said(pipes)).isEmpty();
  }

  @Test
  void outputHasItsChannelAndTheEndIsAClose() {
    EmbeddedChannel channel = channel(CAT, Subprotocol.V4);

    channel.writeOutbound(frame(StreamFrame.STDERR, "not asked for"));
    channel.writeOutbound(frame(StreamFrame.STDOUT, "x"));
    channel.writeOutbound(frame(StreamFrame.RESULT, "y"));
    channel.writeOutbound(ClientStreams.OVER);
    channel.writeOutbound(frame(StreamFrame.STDOUT, "late"));

    assertThat(octets(channel)).containsExactly(1, (int) 'x');
    assertThat(octets(channel)).containsExactly(3, (int) 'y');
    CloseWebSocketFrame close = channel.readOutbound();
    assertThat(close.statusCode()).isEqualTo(1000);
    close.release();
    assertThat(channel.<Object>readOutbound()).isNull();
    channel.writeInbound(new CloseWebSocketFrame());
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aSlowClientIsGivenAllBeforeItIsLeft() {
    EmbeddedChannel channel = channel(CAT, Subprotocol.V4);
    var slow = new SlowClient();
    channel.pipeline().addFirst(slow);

    channel.writeOneOutbound(ClientStreams.OVER);
    after(channel, 60);
    assertThat(channel.isOpen()).isTrue();

    slow.reads();
    after(channel, 2);
    assertThat(channel.isOpen()).isFalse();
  }

  private static void after(EmbeddedChannel channel, int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runPendingTasks();
  }

  @Test
  void pingsAndTheClientsCloseAreAnswered() {
    EmbeddedChannel channel = channel(CAT, Subprotocol.V4);

    channel.writeInbound(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})));
    channel.writeInbound(new CloseWebSocketFrame());

    PongWebSocketFrame pong = channel.readOutbound();
    assertThat(pong.content().readByte()).isEqualTo((byte) 7);
    pong.release();
    assertThat(channel.<Object>readOutbound()).isInstanceOf(CloseWebSocketFrame.class);
    assertThat(channel.isOpen()).isFalse();
  }

  private EmbeddedChannel channel(ExecOptions options, Subprotocol protocol) {
    return new EmbeddedChannel(
        new WebSocketControl(),
        new WebSocketStreams(options, protocol),
        new ChannelInboundHandlerAdapter() {
          @Override
          public void userEventTriggered(ChannelHandlerContext context, Object event) {
            events.add(event);
          }
        });
  }

  private static BinaryWebSocketFrame binary(int... octets) {
    ByteBuf content = Unpooled.buffer();
    for (int octet : octets) {
      content.writeByte(octet);
    }
    return new BinaryWebSocketFrame(content);
  }

  private static StreamFrame frame(int channel, String text) {
    return new StreamFrame(channel, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  private static List<String> said(EmbeddedChannel channel) {
    List<String> all = new ArrayList<>();
    for (StreamFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      all.add(frame.channel() + ":" + frame.content().toString(StandardCharsets.UTF_8));
      frame.release();
    }
    return all;
  }

  private static List<Integer> octets(EmbeddedChannel channel) {
    BinaryWebSocketFrame frame = channel.readOutbound();
    List<Integer> octets = new ArrayList<>();
    while (frame.content().isReadable()) {
      octets.add((int) frame.content().readUnsignedByte());
    }
    frame.release();
    return octets;
  }
}
