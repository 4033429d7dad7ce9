package dev.fnk.kubelet.server;

import dev.fnk.kubelet.stream.NoTargetException;
import io.netty.channel.ChannelHandler;
import java.util.Optional;

/** Requests that are no plain question and answer, such as those that leave HTTP by an upgrade. */
@FunctionalInterface
interface Upgrades {
  Upgrades NONE = (request, caller) -> Optional.empty();

  /** What the first has a handler for, or else the second. */
  static Upgrades either(Upgrades first, Upgrades second) {
    return (request, caller) -> {
      Optional<ChannelHandler> handler = first.handler(request, caller);
      return handler.isPresent() ? handler : second.handler(request, caller);
    };
  }

  /**
   * What takes the connection over after the caller was admitted: it receives the head of the
   * request and everything that comes after it, unaggregated, and may change the pipeline. Empty: a
   * plain request. May block.
   *
   * @throws NoTargetException it is answered with its words
   */
  Optional<ChannelHandler> handler(KubeletApi.Request request, Caller caller)
      throws NoTargetException;
}
