package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which of an agent's events are news. Pure. */
final class AgentEvents {
  /** What is older was told by the node that was here before, or is of no use any more. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  private AgentEvents() {}

  /**
   * @param before what the agent had told; empty: nothing to this node
   */
  static List<ContainerEvent> news(Optional<AgentStatus> before, AgentStatus told, Instant now) {
    long known =
        before.stream()
            .flatMap(status -> status.events().stream())
            .mapToLong(ContainerEvent::sequence)
            .max()
            .orElse(0);
    return told.events().stream()
        .filter(event -> event.sequence() > known)
        .filter(event -> before.isPresent() || event.at().isAfter(now.minus(RECENT)))
        .toList();
  }
}
