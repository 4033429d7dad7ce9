package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AgentEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void whatWasToldIsNotToldAgain() {
    assertThat(news(Optional.of(told(1, 2)), told(1, 2))).isEmpty();
    assertThat(news(Optional.of(told(1, 2)), told(1, 2, 3, 4))).containsExactly(3L, 4L);
    assertThat(news(Optional.of(told()), told(1))).containsExactly(1L);
  }

  /** An older report that comes late. */
  @Test
  void whatIsOlderIsNoNews() {
    assertThat(news(Optional.of(told(1, 2, 3)), told(1, 2))).isEmpty();
  }

  @Test
  void aNodeThatStartsTellsWhatIsRecent() {
    assertThat(news(Optional.empty(), status(NOW.minusSeconds(599), 1))).containsExactly(1L);
    assertThat(news(Optional.empty(), status(NOW.minusSeconds(600), 1))).isEmpty();
  }

  @Test
  void newsOfAnAgentThatWasAwayIsToldHoweverOld() {
    assertThat(news(Optional.of(told(1)), status(NOW.minusSeconds(6000), 1, 2)))
        .containsExactly(2L);
  }

  private static List<Long> news(Optional<AgentStatus> before, AgentStatus told) {
    return AgentEvents.news(before, told, NOW).stream().map(ContainerEvent::sequence).toList();
  }

  private static AgentStatus told(long... sequences) {
    return status(NOW, sequences);
  }

  private static AgentStatus status(Instant at, long... sequences) {
    return new AgentStatus(
        1,
        true,
        false,
        false,
        false,
        List.of(),
        LongStream.of(sequences)
            .mapToObj(
                sequence -> new ContainerEvent(sequence, at, "web", true, "Unhealthy", "unwell"))
            .toList());
  }
}
