package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.StreamFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExecSessionTest {
  private static final ExecOptions CAT = new ExecOptions(List.of("cat"), true, true, true, false);

  private final List<String> paths = new ArrayList<>();
  private final List<ChannelHandler> opened = new ArrayList<>();
  private final List<Runnable> gone = new ArrayList<>();
  private final EmbeddedChannel client = client(CAT);

  private EmbeddedChannel client(ExecOptions options) {
    AgentStreams agent =
        new AgentStreams() {
          @Override
          public void open(String path, ChannelHandler handler, Consumer<AgentException> failed) {
            paths.add(path);
            opened.add(handler);
          }

          @Override
          public Runnable whenGone(Runnable told) {
            gone.add(told);
            return () -> gone.remove(told);
          }
        };
    return new EmbeddedChannel(
        new ExecSession(new ExecTarget(agent, "ns/pod", "main"), options, Subprotocol.V4));
  }

  @Test
  void theAgentIsAskedForWhatTheClientWants() {
    EmbeddedChannel agent = open(client);

    StreamFrame asked = agent.readOutbound();
    assertThat(paths).containsExactly(AgentStreams.EXEC);
    assertThat(asked.channel()).isEqualTo(StreamFrame.REQUEST);
    JsonNode request = JsonMapper.shared().readTree(text(asked));
    assertThat(request.at("/container").asString()).isEqualTo("main");
    assertThat(request.at("/command/0").asString()).isEqualTo("cat");
    assertThat(request.at("/stdin").asBoolean()).isTrue();
    assertThat(request.at("/tty").asBoolean()).isFalse();
  }

  @Test
  void anAttachmentIsAskedForAtItsOwnPath() {
    EmbeddedChannel agent = open(client(new ExecOptions(List.of(), true, true, false, false)));

    assertThat(paths).containsExactly(AgentStreams.ATTACH);
    JsonNode request = JsonMapper.shared().readTree(text(agent.readOutbound()));
    assertThat(request.propertyNames())
        .containsExactlyInAnyOrder("container", "stdin", "stdout", "stderr");
  }

  @Test
  void whatComesBeforeTheAgentIsThereIsNotLost() {
    client.pipeline().fireUserEventTriggered(ClientStreams.OPEN);
    client.writeInbound(frame(StreamFrame.STDIN, "early"));
    assertThat(client.config().isAutoRead()).isFalse();

    var agent = new EmbeddedChannel(opened.getFirst());
    client.runPendingTasks();
    client.writeInbound(frame(StreamFrame.STDIN, "late"));

    text(agent.readOutbound());
    assertThat(text(agent.readOutbound()) + text(agent.readOutbound())).isEqualTo("earlylate");
    assertThat(client.config().isAutoRead()).isTrue();
  }

  @Test
  void outputGoesToTheClientAndTheCodeIsAStatus() {
    EmbeddedChannel agent = open(client);
    agent.writeInbound(frame(StreamFrame.STDOUT, "said"));
    agent.writeInbound(frame(StreamFrame.RESULT, "{\"code\":7,\"lost\":false}"));
    client.runPendingTasks();

    assertThat(text(client.readOutbound())).isEqualTo("said");
    assertThat(text(client.readOutbound())).contains("\"ExitCode\"", "\"7\"");
    assertThat(client.<Object>readOutbound()).isEqualTo(ClientStreams.OVER);
  }

  @Test
  void whyNothingWasStartedIsAmongTheErrors() {
    EmbeddedChannel agent = open(client);
    agent.writeInbound(
        frame(StreamFrame.RESULT, "{\"code\":127,\"failure\":\"no such\",\"lost\":false}"));
    client.runPendingTasks();

    StreamFrame words = client.readOutbound();
    assertThat(words.channel()).isEqualTo(StreamFrame.STDERR);
    assertThat(text(words)).isEqualTo("no such\n");
    assertThat(text(client.readOutbound())).contains("\"127\"");
  }

  @Test
  void anAgentThatGoesIsToldOfOnce() {
    EmbeddedChannel agent = open(client);
    agent.close();
    client.runPendingTasks();

    assertThat(text(client.readOutbound()))
        .contains("error executing command in container: the pod's agent is gone");
    assertThat(client.<Object>readOutbound()).isEqualTo(ClientStreams.OVER);
    assertThat(client.<Object>readOutbound()).isNull();
  }

  /** As of one whose client does not read: the stream's end waits behind what is not read. */
  @Test
  void anAgentThatIsGoneIsToldThoughItsStreamIsNotRead() {
    open(client);
    gone.getFirst().run();
    after(2);
    assertThat(client.<Object>readOutbound()).isNull();

    after(1);
    assertThat(text(client.readOutbound())).contains("the pod's agent is gone");
    assertThat(client.isOpen()).isTrue();
    after(3);
    assertThat(client.isOpen()).isFalse();
    assertThat(gone).isEmpty();
  }

  @Test
  void anEndThatCameBeforeTheAgentWasGoneIsTheEnd() {
    EmbeddedChannel agent = open(client);
    gone.getFirst().run();
    agent.writeInbound(frame(StreamFrame.RESULT, "{\"code\":0,\"lost\":false}"));
    after(60);

    assertThat(text(client.readOutbound())).contains("Success");
    assertThat(client.<Object>readOutbound()).isEqualTo(ClientStreams.OVER);
    assertThat(client.<Object>readOutbound()).isNull();
    assertThat(client.isOpen()).isTrue();
  }

  private void after(int seconds) {
    client.advanceTimeBy(seconds, TimeUnit.SECONDS);
    client.runPendingTasks();
  }

  @Test
  void nothingIsSaidAfterTheEnd() {
    EmbeddedChannel agent = open(client);
    gone.getFirst().run();
    after(3);
    text(client.readOutbound());
    assertThat(client.<Object>readOutbound()).isEqualTo(ClientStreams.OVER);

    agent.writeInbound(frame(StreamFrame.STDOUT, "held back"));
    client.runPendingTasks();

    assertThat(client.<Object>readOutbound()).isNull();
  }

  @Test
  void anAnswerThatIsNoneIsAFailure() {
    EmbeddedChannel agent = open(client);
    agent.writeInbound(frame(StreamFrame.RESULT, "7"));
    client.runPendingTasks();

    assertThat(text(client.readOutbound())).contains("the agent's answer is no result");
  }

  @Test
  void whoLeavesEndsIt() {
    EmbeddedChannel agent = open(client);

    client.close();

    assertThat(agent.isOpen()).isFalse();
  }

  @Test
  void whoLeavesBeforeTheAgentIsThereEndsItToo() {
    client.pipeline().fireUserEventTriggered(ClientStreams.OPEN);
    client.writeInbound(frame(StreamFrame.STDIN, "early"));
    client.close();

    var agent = new EmbeddedChannel(opened.getFirst());
    client.runPendingTasks();

    assertThat(agent.isOpen()).isFalse();
  }

  @Test
  void eachIsReadAsFastAsTheOtherTakesIt() {
    EmbeddedChannel agent = open(client);

    client.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    client.runPendingTasks();
    assertThat(agent.config().isAutoRead()).isFalse();
    client.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    client.runPendingTasks();
    assertThat(agent.config().isAutoRead()).isTrue();

    agent.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    agent.runPendingTasks();
    assertThat(client.config().isAutoRead()).isFalse();
    agent.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    agent.runPendingTasks();
    assertThat(client.config().isAutoRead()).isTrue();
  }

  /** Each flush wakes the other channel's thread and makes a record of TLS. */
  @Test
  void whatIsReadAtATimeIsSentAtATime() {
    EmbeddedChannel agent = open(client);
    var toClient = new Flushes();
    client.pipeline().addFirst(toClient);
    var toAgent = new Flushes();
    agent.pipeline().addFirst(toAgent);

    agent.writeInbound(frame(StreamFrame.STDOUT, "a"), frame(StreamFrame.STDERR, "b"));
    assertThat(toClient.count).isEqualTo(1);
    assertThat(text(client.readOutbound()) + text(client.readOutbound())).isEqualTo("ab");

    text(agent.readOutbound());
    client.writeInbound(frame(StreamFrame.STDIN, "c"), frame(StreamFrame.STDIN, "d"));
    assertThat(toAgent.count).isEqualTo(1);
    assertThat(text(agent.readOutbound()) + text(agent.readOutbound())).isEqualTo("cd");
  }

  private static final class Flushes extends ChannelOutboundHandlerAdapter {
    private int count;

    @Override
    public void flush(ChannelHandlerContext context) {
      count++;
      context.flush();
    }
  }

  private EmbeddedChannel open(EmbeddedChannel from) {
    from.pipeline().fireUserEventTriggered(ClientStreams.OPEN);
    var agent = new EmbeddedChannel(opened.getLast());
    from.runPendingTasks();
    return agent;
  }

  private static StreamFrame frame(int channel, String text) {
    return new StreamFrame(channel, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  private static String text(StreamFrame frame) {
    String text = frame.content().toString(StandardCharsets.UTF_8);
    frame.release();
    return text;
  }
}
