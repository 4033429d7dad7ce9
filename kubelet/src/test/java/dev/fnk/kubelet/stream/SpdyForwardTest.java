package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpdyForwardTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new SpdyForward(2));

  @Test
  void aConnectionBeginsWithItsSecondStream() {
    syn(1, "error", "8080", "7");
    assertThat(inbound()).isEmpty();

    syn(3, "data", "8080", "7");

    assertThat(inbound()).containsExactly("open 3 at 8080");
    assertThat(outbound()).containsExactly("reply 1", "reply 3");
  }

  @Test
  void streamsWithoutARequestBelongTogetherByTheirOrder() {
    syn(5, "error", "80", null);
    syn(7, "data", "80", null);

    assertThat(inbound()).containsExactly("open 7 at 80");
  }

  @ParameterizedTest
  @CsvSource({",data", "0,data", "65536,data", "x,data", "80,stdin", "80,"})
  void whatIsNoStreamOfAPortIsRefused(@Nullable String port, @Nullable String type) {
    syn(1, type, port, "0");

    assertThat(outbound()).containsExactly("reset 1 PROTOCOL_ERROR");
  }

  @Test
  void theSameStreamTwiceIsRefused() {
    syn(1, "error", "80", "0");
    syn(3, "error", "80", "0");

    assertThat(outbound()).containsExactly("reply 1", "reset 3 PROTOCOL_ERROR");
  }

  @Test
  void pairsAreBoundedAndAnEndMakesRoom() {
    pair(1, "0");
    pair(5, "1");
    syn(9, "error", "80", "2");
    assertThat(outbound()).endsWith("reset 9 REFUSED_STREAM");

    channel.writeOutbound(new ForwardMessage.Ended(3, new ForwardOutcome.Done()));
    assertThat(outbound()).containsExactly("data 1  last", "data 3  last");

    syn(11, "error", "80", "3");
    assertThat(outbound()).containsExactly("reply 11");
  }

  @Test
  void octetsGoBothWaysAndEachSideHasAnEndOfItsOwn() {
    pair(1, "0");
    inbound();
    outbound();

    data(3, "hello", false);
    data(3, "", true);
    channel.writeOutbound(new ForwardMessage.Data(3, octets("bye")));
    channel.writeOutbound(new ForwardMessage.Data(3, Unpooled.EMPTY_BUFFER));
    channel.writeOutbound(new ForwardMessage.Ended(3, new ForwardOutcome.Done()));

    assertThat(inbound()).containsExactly("data 3 hello", "data 3 ");
    assertThat(outbound()).containsExactly("data 3 bye", "data 3  last", "data 1  last");
  }

  /** kubectl 1.28 ends its own half only then. */
  @Test
  void theErrorStreamEndsWithWhatThePodSends() {
    pair(1, "0");
    inbound();
    outbound();

    channel.writeOutbound(new ForwardMessage.Data(3, Unpooled.EMPTY_BUFFER));
    assertThat(outbound()).containsExactly("data 3  last", "data 1  last");

    data(3, "more", true);
    channel.writeOutbound(new ForwardMessage.Ended(3, new ForwardOutcome.Failed("too late")));
    assertThat(inbound()).containsExactly("data 3 more", "data 3 ");
    assertThat(outbound()).isEmpty();
  }

  @Test
  void whyThereIsNoConnectionIsSaidInTheErrorStream() {
    pair(1, "0");
    outbound();

    channel.writeOutbound(new ForwardMessage.Ended(3, new ForwardOutcome.Failed("no such port")));

    assertThat(outbound()).containsExactly("data 1 no such port", "data 1  last", "data 3  last");
  }

  @Test
  void whatBreaksOffAndWhatIsTooMuchIsResetWithoutWords() {
    pair(1, "0");
    pair(5, "1");
    outbound();

    channel.writeOutbound(new ForwardMessage.Ended(3, new ForwardOutcome.Broken()));
    channel.writeOutbound(new ForwardMessage.Ended(7, new ForwardOutcome.Refused()));

    assertThat(outbound())
        .containsExactly(
            "data 1  last", "reset 3 CANCEL", "data 5  last", "reset 7 REFUSED_STREAM");
  }

  @Test
  void aClientThatResetsIsDoneWithItAndTheErrorStreamEnds() {
    pair(1, "0");
    inbound();
    outbound();

    channel.writeInbound(new DefaultSpdyRstStreamFrame(3, SpdyStreamStatus.CANCEL));
    channel.writeOutbound(new ForwardMessage.Data(3, octets("late")));

    assertThat(inbound()).containsExactly("reset 3");
    assertThat(outbound()).containsExactly("data 1  last");
  }

  @Test
  void dataBeforeItsConnectionEndsIt() {
    syn(1, "data", "80", "0");
    data(1, "early", false);

    assertThat(inbound()).isEmpty();
    assertThat(outbound()).containsExactly("reply 1", "reset 1 CANCEL");
  }

  @Test
  void aStreamIsNotWaitedForForEver() {
    channel.freezeTime();
    syn(1, "error", "80", "0");
    outbound();

    channel.advanceTimeBy(31, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();

    assertThat(outbound())
        .containsExactly(
            "data 1 timed out waiting for the other stream of request 0", "data 1  last");
  }

  @Test
  void whoAsksAndNeverReadsIsLeft() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

    for (int i = 0; i < 2000 && channel.isOpen(); i++) {
      syn(2 * i + 1, "none", "80", "0");
    }

    assertThat(channel.isOpen()).isFalse();
  }

  private void pair(int first, String request) {
    syn(first, "error", "80", request);
    syn(first + 2, "data", "80", request);
  }

  private void syn(int id, @Nullable String type, @Nullable String port, @Nullable String request) {
    var frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
    set(frame, "streamtype", type);
    set(frame, "port", port);
    set(frame, "requestid", request);
    channel.writeInbound(frame);
  }

  private static void set(DefaultSpdySynStreamFrame frame, String header, @Nullable String value) {
    if (value != null) {
      frame.headers().set(header, value);
    }
  }

  private void data(int id, String text, boolean last) {
    channel.writeInbound(new DefaultSpdyDataFrame(id, octets(text)).setLast(last));
  }

  private static io.netty.buffer.ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private List<String> inbound() {
    var all = new ArrayList<String>();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      all.add(
          switch ((ForwardMessage) message) {
            case ForwardMessage.Open(int number, int port) -> "open " + number + " at " + port;
            case ForwardMessage.Data data ->
                "data " + data.connection() + " " + data.content().toString(StandardCharsets.UTF_8);
            case ForwardMessage.Reset(int number) -> "reset " + number;
            case ForwardMessage.Ended ended -> "ended";
          });
      ReferenceCountUtil.release(message);
    }
    return all;
  }

  private List<String> outbound() {
    var all = new ArrayList<String>();
    for (Object message = channel.readOutbound();
        message != null;
        message = channel.readOutbound()) {
      all.add(
          switch (message) {
            case SpdySynReplyFrame reply -> "reply " + reply.streamId();
            case SpdyRstStreamFrame reset -> "reset " + reset.streamId() + name(reset.status());
            case SpdyDataFrame data ->
                "data "
                    + data.streamId()
                    + " "
                    + data.content().toString(StandardCharsets.UTF_8)
                    + (data.isLast() ? " last" : "");
            default -> message.toString();
          });
      ReferenceCountUtil.release(message);
    }
    return all;
  }

  private static String name(SpdyStreamStatus status) {
    return " " + status.statusPhrase();
  }
}
