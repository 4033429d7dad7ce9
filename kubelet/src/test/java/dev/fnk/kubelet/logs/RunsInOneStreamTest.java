package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of a container in one task, one right after the other; time passes where one waits. */
@Timeout(30)
final class RunsInOneStreamTest {
  private static final Instant FIRST = Instant.parse("2026-03-04T05:06:07.100Z");
  private static final String TASK = "arn:aws:ecs:eu-west-1:111122223333:task/c/aaaa";

  private final FakeCloudWatch cloud = new FakeCloudWatch();
  private Instant at = FIRST;
  private Instant[] starts = new Instant[3];
  private Instant[] ends = new Instant[3];
  private int current = 2;
  private boolean running = true;
  private Runnable whileWaiting = () -> {};

  private final CloudWatchContainerLogs logs =
      new CloudWatchContainerLogs(
          new LogStreams(cloud, "/fnk/lab/pods", () -> {}),
          (namespace, name) -> Optional.of(pod()),
          10,
          () -> cloud.now,
          duration -> {
            cloud.now = cloud.now.plus(duration);
            whileWaiting.run();
          });

  /** Five lines each: all three runs within a second. */
  @BeforeEach
  void threeRuns() {
    run(0, false);
    run(1, false);
    run(2, true);
    cloud.now = at;
  }

  private void run(int run, boolean goesOn) {
    if (run > 0) {
      event("fnk: start of run " + run);
    }
    starts[run] = at;
    for (int line = 1; line <= 4; line++) {
      event("run " + run + " line " + line);
    }
    ends[run] = at;
    if (!goesOn) {
      event("fnk: end of run " + run + " (stderr)");
      // What the engine was late with is still of this run.
      event("run " + run + " line 5");
      event("fnk: end of run " + run + " (stdout)");
    } else {
      event("run " + run + " line 5");
    }
  }

  private void event(String text) {
    at = at.plusMillis(7);
    cloud.now = at;
    cloud.event(at, text);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "7", "11", "100"})
  void eachIsReadAlone(int page) throws Exception {
    cloud.pageSize = page;
    for (boolean followed : List.of(false, true)) {
      if (followed) {
        event("fnk: end of run 2 (stdout)");
        event("fnk: end of run 2 (stderr)");
        ends[2] = at;
        running = false;
      }
      for (var asked : List.of(List.of(0, 1), List.of(1, 1), List.of(1, 2), List.of(2, 2))) {
        int run = asked.getFirst();
        current = asked.getLast();
        assertThat(read(run, followed, -1)).as("run %s", asked).isEqualTo(text(run, 1));
        // What the status does not tell yet can only be found when it is met.
        int most = run == 1 && current == 1 ? -1 : 7;
        for (int tail = 0; tail <= most; tail++) {
          assertThat(read(run, followed, tail))
              .as("last %d of run %s, %s", tail, asked, followed)
              .isEqualTo(text(run, Math.max(1, 6 - tail)));
        }
      }
    }
  }

  @Test
  void aFollowerStopsWhereTheRunEnds() throws Exception {
    event("fnk: end of run 2 (stdout)");
    event("fnk: end of run 2 (stderr)");
    Instant before = cloud.now;
    running = false;
    ends[2] = at;

    assertThat(read(2, true, -1)).isEqualTo(text(2, 1));
    assertThat(Duration.between(before, cloud.now)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void anotherRunThatBeginsMeanwhileIsNotShown() throws Exception {
    whileWaiting =
        () -> {
          whileWaiting = () -> {};
          event("fnk: end of run 2 (stdout)");
          event("last words");
          event("fnk: end of run 2 (stderr)");
          event("fnk: start of run 3");
          event("run 3 line 1");
        };

    assertThat(read(2, true, -1)).isEqualTo(text(2, 1) + "last words\n");
  }

  @Test
  void theLogOfWhatHasJustEndedIsAwaitedNoLongerThanItsMarks() throws Exception {
    running = false;
    ends[2] = at;
    whileWaiting =
        () -> {
          whileWaiting = () -> {};
          event("last words");
          event("fnk: end of run 2 (stdout)");
          event("fnk: end of run 2 (stderr)");
        };
    Instant before = cloud.now;

    assertThat(read(2, false, 1)).isEqualTo("last words\n");
    assertThat(Duration.between(before, cloud.now)).isLessThan(Duration.ofSeconds(2));
  }

  /** A supervisor that was killed leaves none, an engine that did not read got none. */
  @Test
  void withoutMarksTimesBoundARun() throws Exception {
    var unmarked = new FakeCloudWatch();
    unmarked.pageSize = 4;
    for (int second = 0; second < 60; second++) {
      unmarked.event(FIRST.plusSeconds(second), "second " + second);
    }
    unmarked.now = FIRST.plusSeconds(100);
    var run =
        new ContainerRun(
            "fargate://aaaa/c/1",
            Optional.of(FIRST.plusSeconds(20).truncatedTo(ChronoUnit.SECONDS)),
            Optional.empty(),
            Optional.empty());
    var reader =
        new StreamReader(
            new LogStreams(unmarked, "g", () -> {}),
            "s",
            run.window(Optional.empty()),
            new RunLines(run, Optional.empty()),
            new Retry(Duration.ofSeconds(1), duration -> {}));
    var seen = new ArrayList<String>();
    StreamReader.Batch batch;
    do {
      batch = reader.next();
      batch.events().forEach(event -> seen.add(event.text()));
    } while (!batch.end());

    assertThat(seen).startsWith("second 26").endsWith("second 59").hasSize(34);
  }

  @Test
  void whatIsAskedForSinceATimeIsWithinTheRun() throws Exception {
    Instant fourth = starts[1].plusMillis(7 * 4);

    assertThat(read(new Ask(1, false, -1, Optional.of(fourth)))).isEqualTo(text(1, 4));
    assertThat(read(new Ask(2, false, -1, Optional.of(fourth)))).isEqualTo(text(2, 1));
    assertThat(read(new Ask(1, false, 10, Optional.of(fourth)))).isEqualTo(text(1, 4));
  }

  private static String text(int run, int from) {
    return IntStream.rangeClosed(from, 5)
        .mapToObj(line -> "run %d line %d\n".formatted(run, line))
        .collect(Collectors.joining());
  }

  private record Ask(int run, boolean follow, int tail, Optional<Instant> since) {}

  private String read(int run, boolean follow, int tail) throws IOException, LogsNotFoundException {
    return read(new Ask(run, follow, tail, Optional.empty()));
  }

  private String read(Ask ask) throws IOException, LogsNotFoundException {
    var out = new ByteArrayOutputStream();
    Instant now = cloud.now;
    Runnable meanwhile = whileWaiting;
    if (ask.follow() && running) {
      // Of a run that goes on the follower would wait for the end.
      whileWaiting =
          () -> {
            meanwhile.run();
            running = false;
            ends[2] = now;
          };
    }
    var tail = ask.tail() < 0 ? OptionalInt.empty() : OptionalInt.of(ask.tail());
    logs.stream(
        new LogRequest(
            "ns",
            "web",
            "c",
            ask.follow(),
            ask.run() == current - 1,
            false,
            tail,
            ask.since(),
            OptionalLong.empty()),
        out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** With the current run and the one before it. */
  private CloudWatchContainerLogs.LoggedPod pod() {
    boolean runs = current == 2 && running;
    String state =
        runs
            ? "{\"running\":{\"startedAt\":\"%s\"}}".formatted(seconds(starts[current]))
            : terminated(current);
    String status =
        "{\"containerID\":\"%s\",\"state\":%s,\"lastState\":%s}"
            .formatted(id(current), state, terminated(current - 1));
    return new CloudWatchContainerLogs.LoggedPod(
        CloudWatchContainerLogsTest.status(status), Optional.of(TASK), Optional.empty());
  }

  private String terminated(int run) {
    return "{\"terminated\":{\"containerID\":\"%s\",\"startedAt\":\"%s\",\"finishedAt\":\"%s\"}}"
        .formatted(id(run), seconds(starts[run]), seconds(ends[run]));
  }

  private static String id(int run) {
    return "fargate://aaaa/c" + (run == 0 ? "" : "/" + run);
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
