package dev.fnk.kubelet.agent;

import io.netty.channel.ChannelHandler;
import java.util.function.Consumer;

/** A way to one agent, on which streams can be opened beside its calls. */
@FunctionalInterface
public interface AgentStreams {
  /** Runs a command in a container. */
  String EXEC = "/v1/exec";

  /** Has the streams of what a container itself runs. */
  String ATTACH = "/v1/attach";

  /** Connects to a port of the pod. */
  String FORWARD = "/v1/portforward";

  /**
   * Begins one and returns. The handler gets a channel of its own that reads and writes {@link
   * StreamFrame}s, with its own flow control: what is not read holds back the agent. An {@link
   * AgentException} of the channel says why it is over; closing it ends what the stream was for.
   *
   * @param failed told instead when no channel can be had
   */
  void open(String path, ChannelHandler handler, Consumer<AgentException> failed);

  /**
   * Has it told, from any thread, when this way is no more; at once if it is so already.
   *
   * @return ends the wish to be told
   */
  default Runnable whenGone(Runnable told) {
    return () -> {};
  }
}
