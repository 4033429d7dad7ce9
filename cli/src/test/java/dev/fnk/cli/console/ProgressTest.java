package dev.fnk.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final Set<Thread> writers = ConcurrentHashMap.newKeySet();
  private final List<String> seen = new ArrayList<>();

  @Test
  void oneThreadWritesAllThatWasToldBeforeTheEnd() throws InterruptedException {
    Progress progress = new Progress(new Recorder(), Duration.ofSeconds(60), Clock.systemUTC());
    List<Thread> tellers =
        IntStream.range(0, 8)
            .mapToObj(
                teller ->
                    Thread.startVirtualThread(
                        () -> {
                          for (int i = 0; i < 100; i++) {
                            progress.accept(new Event.Notice(teller + "-" + i));
                          }
                        }))
            .toList();
    for (Thread teller : tellers) {
      teller.join();
    }
    progress.close();

    assertThat(seen).hasSize(801).doesNotHaveDuplicates().endsWith("closed");
    assertThat(seen.stream().filter(one -> one.startsWith("3-")))
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "3-" + i).toList());
    assertThat(writers).hasSize(1);
  }

  private final class Recorder implements Renderer {
    @Override
    public void on(Event event, Instant now) {
      writers.add(Thread.currentThread());
      if (event instanceof Event.Notice(String message)) {
        seen.add(message);
      }
    }

    @Override
    public void tick(Instant now) {}

    @Override
    public void close() {
      seen.add("closed");
    }
  }
}
