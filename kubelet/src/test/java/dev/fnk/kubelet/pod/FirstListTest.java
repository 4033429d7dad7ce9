package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FirstListTest {
  private final AtomicInteger ends = new AtomicInteger();
  private final FirstList list = new FirstList(ends::incrementAndGet);

  @Test
  void itEndsWhenTheLastListedPodHasBeenPassedOn() {
    list.listed(Set.of("a", "b"));
    list.passedOn("a");
    assertThat(ends).hasValue(0);

    list.passedOn("b");
    assertThat(ends).hasValue(1);
  }

  @Test
  void whatWasPassedOnBeforeTheListEndedCounts() {
    list.passedOn("a");
    assertThat(ends).hasValue(0);

    list.listed(Set.of("a"));
    assertThat(ends).hasValue(1);
  }

  @Test
  void aListOfNothingEndsAtOnce() {
    list.listed(Set.of());

    assertThat(ends).hasValue(1);
  }

  @Test
  void itEndsOnce() {
    list.listed(Set.of("a"));
    list.passedOn("a");
    list.passedOn("a");
    list.passedOn("later");
    list.listed(Set.of());

    assertThat(ends).hasValue(1);
  }
}
