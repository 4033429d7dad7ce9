package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TimedLaunchesTest {
  private static final Pod NEW =
      new PodBuilder()
          .withNewMetadata()
          .withCreationTimestamp("2026-11-29T03:00:00Z")
          .endMetadata()
          .build();

  private final List<Duration> told = new ArrayList<>();
  private PodApi.Written written = new PodApi.Written.Done(NEW);

  private void write(@Nullable String before, String after) throws InterruptedException {
    var api =
        new PodApi() {
          @Override
          public Written writeStatus(
              Pod pod, PodStatus status, Map<String, @Nullable String> annotations) {
            return written;
          }

          @Override
          public void delete(Pod pod) {}

          @Override
          public Optional<Pod> live(String namespace, String name, String uid) {
            return Optional.empty();
          }
        };
    Pod pod = before == null ? NEW : new PodBuilder(NEW).withStatus(phase(before)).build();
    new TimedLaunches(api, () -> Instant.parse("2026-11-29T03:00:07Z"), told::add)
        .writeStatus(pod, phase(after), Map.of());
  }

  private static PodStatus phase(String phase) {
    return new PodStatusBuilder().withPhase(phase).build();
  }

  @Test
  void aPodsFirstRunIsTimedFromItsCreation() throws Exception {
    write(null, "Pending");
    write("Pending", "Running");
    write("Running", "Running");
    write("Running", "Succeeded");

    assertThat(told).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void onlyWhatWasWrittenCounts() throws Exception {
    written = new PodApi.Written.Gone();
    write("Pending", "Running");

    assertThat(told).isEmpty();
  }
}
