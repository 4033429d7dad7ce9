package dev.fnk.kubelet.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Client and agent in one thread, where what one of them does is heard by the other at once. */
final class ForwardSessionTest {
  private final Agent agent = new Agent();
  private final EmbeddedChannel client =
      new EmbeddedChannel(
          new WebSocketForward(List.of(80, 81, 82)),
          new ForwardSession(new ForwardTarget(agent, "pod", "u1"), 3, _ -> {}));

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
    agent.streams.forEach(stream -> stream.channel.finishAndReleaseAll());
  }

  @Test
  void portsThatHaveEndedWhenAClientReadsAgainAreOverAndTheOthersGoOn() {
    begin();
    readable(false);
    agent.streams.get(0).says("");
    agent.streams.get(1).says("");
    agent.streams.get(2).says("still");
    assertThat(said()).isEmpty();

    readable(true);

    assertThat(said()).containsExactly("\4still");
    assertThat(client.isOpen()).isTrue();
    assertThat(agent.streams)
        .extracting(each -> each.channel.isOpen())
        .containsExactly(false, false, true);
  }

  @Test
  void aClientThatIsFilledByOnePortIsNotSentWhatOthersHave() {
    begin();
    readable(false);
    for (Stream stream : agent.streams) {
      stream.says("a");
      stream.says("b");
    }
    fillsWithOne();

    readable(true);

    assertThat(said()).hasSize(1);
    assertThat(agent.streams)
        .extracting(each -> each.channel.config().isAutoRead())
        .containsOnly(false);
  }

  private void begin() {
    client.pipeline().fireUserEventTriggered(SwitchingProtocols.DONE);
    client.runPendingTasks();
    assertThat(agent.streams).hasSize(3);
    said();
  }

  private void readable(boolean now) {
    client.unsafe().outboundBuffer().setUserDefinedWritability(1, now);
    client.runPendingTasks();
  }

  /** As if each message took all of the room. */
  private void fillsWithOne() {
    client
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(
                  ChannelHandlerContext context, Object message, ChannelPromise promise) {
                client.unsafe().outboundBuffer().setUserDefinedWritability(2, false);
                context.write(message, promise);
              }
            });
  }

  private List<String> said() {
    List<String> said = new ArrayList<>();
    for (Object each = client.readOutbound(); each != null; each = client.readOutbound()) {
      if (each instanceof BinaryWebSocketFrame frame) {
        said.add(frame.content().toString(UTF_8));
      }
      ReferenceCountUtil.release(each);
    }
    return said;
  }

  private static final class Agent implements AgentStreams {
    private final List<Stream> streams = new ArrayList<>();

    @Override
    public void open(String path, ChannelHandler handler, Consumer<AgentException> failed) {
      streams.add(new Stream(handler));
    }
  }

  /** Gives what it has kept as soon as it is read, as a stream of HTTP/2 does. */
  private static final class Stream extends ChannelOutboundHandlerAdapter {
    private final Queue<ByteBuf> kept = new ArrayDeque<>();
    private final EmbeddedChannel channel;

    private Stream(ChannelHandler handler) {
      channel = new EmbeddedChannel(this, handler);
    }

    private void says(String text) {
      kept.add(Unpooled.copiedBuffer(text, UTF_8));
    }

    @Override
    public void read(ChannelHandlerContext context) {
      while (context.channel().config().isAutoRead() && !kept.isEmpty()) {
        context.fireChannelRead(new StreamFrame(StreamFrame.STDOUT, kept.remove()));
      }
      context.fireChannelReadComplete();
    }
  }
}
