package dev.fnk.kubelet;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.schedule.SystemScheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CapacityWatchTest {
  private static final CapacityWatch.Pace OFTEN =
      new CapacityWatch.Pace(Duration.ofMillis(5), Duration.ofMillis(5));

  private final List<OptionalInt> found = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile OptionalInt quota = OptionalInt.empty();

  @Test
  void tellsOnlyWhatIsKnownAndWhatChanges() throws InterruptedException {
    try (var scheduler = new SystemScheduler();
        var _ =
            new CapacityWatch(
                this::ask,
                found::add,
                new NodeHealth(InstantSource.system(), scheduler).sidePart("capacity"),
                OFTEN)) {
      eventually("asked", () -> asked.get() > 2);
      assertThat(found).isEmpty();

      quota = OptionalInt.of(6);
      eventually("6", () -> found.contains(OptionalInt.of(6)));
      quota = OptionalInt.of(100);
      eventually("100", () -> found.contains(OptionalInt.of(100)));
    }
  }

  private OptionalInt ask() {
    asked.incrementAndGet();
    return quota;
  }
}
