package dev.fnk.kubelet.server;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Connections of whom it is not known yet who they are, in the order in which they came. */
final class Newcomers {
  private final Set<Channel> waiting = new LinkedHashSet<>();

  /** Until it has left, or {@link #known} says more of it. */
  @SuppressWarnings("FutureReturnValueIgnored") // its own completion is what is waited for
  void came(Channel channel) {
    synchronized (waiting) {
      waiting.add(channel);
    }
    channel.closeFuture().addListener(_ -> known(channel));
  }

  void known(Channel channel) {
    synchronized (waiting) {
      waiting.remove(channel);
    }
  }

  /** Takes out the first that came. */
  Optional<Channel> first() {
    synchronized (waiting) {
      Optional<Channel> first = waiting.stream().findFirst();
      first.ifPresent(waiting::remove);
      return first;
    }
  }
}
