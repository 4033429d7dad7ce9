package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SpdyStreamsTest {
  private final List<Object> events = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new SpdyControl(),
          new SpdyStreams(
              new ExecOptions(List.of("cat"), true, true, false, false), Subprotocol.V4),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
              events.add(event);
            }
          });

  @Test
  void itBeginsWhenAllStreamsAreOpen() {
    open(1, "error");
    open(3, "stdin");
    assertThat(events).isEmpty();

    open(5, "stdout");

    assertThat(events).containsExactly(ClientStreams.OPEN);
    assertThat(channel.<Object>readOutbound()).isInstanceOf(SpdySynReplyFrame.class);
  }

  @Test
  void aStreamThatNobodyAskedForIsRefused() {
    open(1, "resize");

    assertThat(channel.<Object>readOutbound()).isInstanceOf(SpdyRstStreamFrame.class);
  }

  @Test
  void dataIsOfItsStreamAndItsLastFrameEndsIt() {
    openAll();
    var data = new DefaultSpdyDataFrame(3, Unpooled.copiedBuffer("word", StandardCharsets.UTF_8));
    data.setLast(true);

    channel.writeInbound(data);

    StreamFrame first = channel.readInbound();
    StreamFrame second = channel.readInbound();
    assertThat(first.channel()).isEqualTo(StreamFrame.STDIN);
    assertThat(first.content().toString(StandardCharsets.UTF_8)).isEqualTo("word");
    assertThat(second.content().isReadable()).isFalse();
    first.release();
  }

  @Test
  void outputGoesToItsStreamAndTheEndEndsAll() {
    openAll();

    channel.writeOutbound(
        new StreamFrame(StreamFrame.STDOUT, Unpooled.copiedBuffer("said", StandardCharsets.UTF_8)));
    channel.writeOutbound(ClientStreams.OVER);

    SpdyDataFrame said = channel.readOutbound();
    assertThat(said.streamId()).isEqualTo(5);
    assertThat(said.isLast()).isFalse();
    said.release();
    List<Integer> ended = new ArrayList<>();
    for (Object frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
      if (frame instanceof SpdyDataFrame last && last.isLast()) {
        ended.add(last.streamId());
      }
    }
    assertThat(ended).containsExactlyInAnyOrder(1, 3, 5);
  }

  @Test
  void aSlowClientIsGivenAllBeforeItIsLeft() {
    openAll();
    var slow = new SlowClient();
    channel.pipeline().addFirst(slow);

    channel.writeOneOutbound(ClientStreams.OVER);
    after(60);
    assertThat(channel.isOpen()).isTrue();

    slow.reads();
    after(2);
    assertThat(channel.isOpen()).isFalse();
  }

  private void after(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runPendingTasks();
  }

  @Test
  void pingsOfTheClientAreAnswered() {
    channel.writeInbound(new DefaultSpdyPingFrame(7));

    assertThat(((SpdyPingFrame) channel.readOutbound()).id()).isEqualTo(7);
  }

  @Test
  void whoAsksAndNeverReadsCostsNoMemory() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    var untaken = new SlowClient();
    channel.pipeline().addFirst(untaken);

    for (int i = 0; i < 5000; i++) {
      channel.writeInbound(new DefaultSpdyPingFrame(2 * i + 1));
    }
    after(600);

    assertThat(untaken.count()).isZero();
  }

  @Test
  void whoOpensStreamsAndNeverReadsIsLeft() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

    for (int i = 0; i < 2000 && channel.isOpen(); i++) {
      open(2 * i + 1, "none");
    }

    assertThat(channel.isOpen()).isFalse();
  }

  private void openAll() {
    open(1, "error");
    open(3, "stdin");
    open(5, "stdout");
    while (channel.readOutbound() != null) {
      // replies
    }
  }

  private void open(int id, String type) {
    var frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
    frame.headers().set("streamtype", type);
    channel.writeInbound(frame);
  }
}
