package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class RemovalTest {
  /** For what does not go; longer than a busy machine needs for what does. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final Set<String> there = ConcurrentHashMap.newKeySet();

  private List<Removal.Item> items() {
    return there.stream().sorted().map(name -> new Removal.Item(name, () -> remove(name))).toList();
  }

  private void remove(String name) {
    if (refusals.merge(name, -1, Integer::sum) >= 0) {
      throw new EngineException("has active endpoints");
    }
    there.remove(name);
  }

  @Test
  void hundredsGo() {
    IntStream.range(0, 600).forEach(number -> there.add("container " + number));
    assertThat(new Removal(LONG, line -> {}).all("containers", this::items)).isEmpty();
    assertThat(there).isEmpty();
  }

  @Test
  void whatIsMadeMeanwhileGoesToo() {
    there.add("container 1");
    Removal removal = new Removal(LONG, line -> {});
    assertThat(
            removal.all(
                "containers",
                () -> {
                  List<Removal.Item> now = items();
                  if (refusals.isEmpty()) {
                    there.add("container of a task that was just starting");
                  }
                  return now;
                }))
        .isEmpty();
    assertThat(there).isEmpty();
  }

  @Test
  void aRefusalIsTriedAgain() {
    there.add("network fnk-credentials");
    refusals.put("network fnk-credentials", 1);
    assertThat(new Removal(LONG, line -> {}).all("networks", this::items)).isEmpty();
    assertThat(there).isEmpty();
  }

  @Test
  void whatDoesNotGoIsNamedAndTheRestGoes() {
    there.addAll(List.of("network fnk-credentials", "network fnk-vpc-1"));
    refusals.put("network fnk-credentials", Integer.MAX_VALUE / 2);
    assertThat(new Removal(SHORT, line -> {}).all("networks", this::items))
        .containsExactly("network fnk-credentials: has active endpoints");
    assertThat(there).containsExactly("network fnk-credentials");
  }

  @Test
  void anEngineThatHangsIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    Map<String, Removal.Item> hanging = new TreeMap<>();
    IntStream.range(0, 40)
        .mapToObj(number -> "container " + number)
        .forEach(
            name ->
                hanging.put(
                    name,
                    new Removal.Item(
                        name,
                        () -> {
                          try {
                            never.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })));
    assertThat(
            new Removal(SHORT, line -> {}).all("containers", () -> List.copyOf(hanging.values())))
        .hasSize(40)
        .allMatch(left -> left.endsWith("the container engine does not answer"));
  }

  @Test
  void aListThatIsRefusedIsTold() {
    assertThat(
            new Removal(SHORT, line -> {})
                .all(
                    "volumes",
                    () -> {
                      throw new EngineException("no container engine answers");
                    }))
        .containsExactly("volumes: they cannot be listed: no container engine answers");
  }
}
