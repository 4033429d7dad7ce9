package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketPiecesTest {
  private static final int LONGEST = WebSocketPieces.LONGEST;

  private final Random random = new Random(20_261_129);
  private final EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
  private final EmbeddedChannel server =
      new EmbeddedChannel(SwitchingProtocols.frames().toArray(ChannelHandler[]::new));

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        125,
        126,
        LONGEST - 1,
        LONGEST,
        LONGEST + 1,
        65_535,
        65_536,
        2 * LONGEST,
        5_000_003
      })
  void aFrameOfAnyLengthComesInPieces(int length) {
    byte[] octets = octets(length);
    send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(octets)), 1000);
    send(new TextWebSocketFrame("next"), 1000);

    List<WebSocketFrame> frames = received();
    WebSocketFrame next = frames.removeLast();
    assertThat(((TextWebSocketFrame) next).text()).isEqualTo("next");
    next.release();
    assertThat(frames).hasSize(Math.max(1, Math.ceilDiv(length, LONGEST)));
    assertThat(frames.getFirst()).isInstanceOf(BinaryWebSocketFrame.class);
    assertThat(frames.subList(1, frames.size()))
        .allMatch(ContinuationWebSocketFrame.class::isInstance);
    assertThat(frames)
        .filteredOn(WebSocketFrame::isFinalFragment)
        .containsExactly(frames.getLast());
    assertThat(joined(frames)).isEqualTo(octets);
  }

  @Test
  void aMessageOfManyLongFramesStaysOne() {
    byte[] octets = octets(300_000);
    send(new BinaryWebSocketFrame(false, 0, Unpooled.copiedBuffer(octets, 0, 100_000)), 777);
    send(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})), 1);
    send(
        new ContinuationWebSocketFrame(false, 0, Unpooled.copiedBuffer(octets, 100_000, 100_000)),
        50_000);
    send(
        new ContinuationWebSocketFrame(true, 0, Unpooled.copiedBuffer(octets, 200_000, 100_000)),
        100);

    List<WebSocketFrame> frames = received();
    WebSocketFrame ping =
        frames.stream().filter(PingWebSocketFrame.class::isInstance).findFirst().orElseThrow();
    frames.remove(ping);
    ping.release();
    assertThat(frames)
        .filteredOn(WebSocketFrame::isFinalFragment)
        .containsExactly(frames.getLast());
    assertThat(joined(frames)).isEqualTo(octets);
  }

  @Test
  void nothingOfALongFrameIsHeld() {
    ByteBuf head = Unpooled.buffer();
    head.writeByte(0x82).writeByte(0xff).writeLong(Long.MAX_VALUE).writeInt(random.nextInt());
    server.writeInbound(head);
    for (int i = 0; i < 100; i++) {
      server.writeInbound(Unpooled.wrappedBuffer(new byte[LONGEST]));
    }

    List<WebSocketFrame> frames = received();
    assertThat(frames).hasSize(100);
    assertThat(joined(frames)).hasSize(100 * LONGEST);
  }

  @Test
  void whatIsNoFrameOfAClientIsRefusedAsBefore() {
    for (String wrong :
        List.of("8204", "82ff8000000000000000", "897f0000000000010000", "f2fe0001")) {
      var one = new EmbeddedChannel(SwitchingProtocols.frames().toArray(ChannelHandler[]::new));
      byte[] octets = ByteBufUtil.decodeHexDump(wrong);
      Throwable failure = null;
      try {
        one.writeInbound(Unpooled.wrappedBuffer(octets, new byte[100]));
        one.checkException();
      } catch (RuntimeException e) {
        failure = e;
      }
      assertThat(failure).as(wrong).isNotNull();
      one.finishAndReleaseAll();
    }
  }

  /** An agent takes no frame of more than 64 KiB. */
  @Test
  void theInputOfACommandReachesAnAgentInPiecesThatItTakes() {
    server
        .pipeline()
        .addLast(
            new WebSocketStreams(
                new ExecOptions(List.of("cat"), true, true, false, false), Subprotocol.V4));
    byte[] octets = octets(3 << 20);

    send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {0}, octets)), 64 * 1024);

    var input = new ByteArrayOutputStream();
    for (StreamFrame frame = server.readInbound(); frame != null; frame = server.readInbound()) {
      assertThat(frame.channel()).isEqualTo(StreamFrame.STDIN);
      assertThat(frame.content().readableBytes()).isBetween(1, 64 * 1024);
      input.writeBytes(ByteBufUtil.getBytes(frame.content()));
      frame.release();
    }
    assertThat(input.toByteArray()).isEqualTo(octets);
  }

  private byte[] octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  /** In reads of at most so many octets. */
  private void send(WebSocketFrame frame, int most) {
    client.writeOutbound(frame);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf some = client.readOutbound(); some != null; some = client.readOutbound()) {
      all.writeBytes(some);
      some.release();
    }
    while (all.isReadable()) {
      server.writeInbound(
          all.readBytes(Math.min(all.readableBytes(), random.nextInt(1, most + 1))));
    }
    all.release();
  }

  private List<WebSocketFrame> received() {
    List<WebSocketFrame> frames = new ArrayList<>();
    for (WebSocketFrame frame = server.readInbound(); frame != null; frame = server.readInbound()) {
      assertThat(frame.content().readableBytes()).isLessThanOrEqualTo(LONGEST);
      frames.add(frame);
    }
    return frames;
  }

  private static byte[] joined(List<WebSocketFrame> frames) {
    var all = new ByteArrayOutputStream();
    for (WebSocketFrame frame : frames) {
      all.writeBytes(ByteBufUtil.getBytes(frame.content()));
      frame.release();
    }
    return all.toByteArray();
  }
}
