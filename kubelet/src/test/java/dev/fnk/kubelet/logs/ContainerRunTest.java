package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kubelet's choice and words (validateContainerLogStatus). */
final class ContainerRunTest {
  private static final String ENDED =
      "{\"terminated\":{\"containerID\":\"fargate://%s/c\",\"finishedAt\":\"2026-03-04T05:06:07Z\"}}";
  private static final Instant END = Instant.parse("2026-03-04T05:06:07Z");
  private static final Instant NOW = END.plusSeconds(60);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"state":{"waiting":{"reason":"ContainerCreating"}}} | is waiting to start: ContainerCreating
          {"state":{"waiting":{"reason":"ErrImagePull"}}}      | is waiting to start: image can't be pulled
          {"state":{"waiting":{"reason":"ImagePullBackOff"}}}  | is waiting to start: trying and failing to pull image
          {"state":{"waiting":{}}}                             | 'is waiting to start: '
          {"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{}}} | is terminated
          {"state":{"terminated":{}}}                          | is terminated
          {"state":{}}                                         | is waiting to start - no logs yet
          {}                                                   | is waiting to start - no logs yet
          """)
  void thereIsNone(String status, String words) {
    assertThatThrownBy(
            () -> ContainerRun.of(CloudWatchContainerLogsTest.status(status), "c", false))
        .isInstanceOfSatisfying(
            LogsNotFoundException.class,
            e -> assertThat(e.missing()).isEqualTo(LogsNotFoundException.Missing.RUN))
        .hasMessage("container \"c\" in pod \"web\" " + words);
  }

  @Test
  void withoutAStatusItIsNotAvailable() {
    assertThatThrownBy(() -> ContainerRun.of(CloudWatchContainerLogsTest.status("{}"), "x", false))
        .hasMessage("container \"x\" in pod \"web\" is not available");
  }

  @ParameterizedTest
  @CsvSource({"'{\"state\":{\"running\":{}}}'", "'{\"lastState\":{\"terminated\":{}}}'"})
  void withoutARunBeforeThereIsNoPrevious(String status) {
    assertThatThrownBy(() -> ContainerRun.of(CloudWatchContainerLogsTest.status(status), "c", true))
        .hasMessage("previous terminated container \"c\" in pod \"web\" not found");
  }

  @Test
  void theRunThatIsComesBeforeTheOneThatWas() throws LogsNotFoundException {
    String last = ",\"lastState\":" + ENDED.formatted("old");
    assertThat(run("{\"state\":{\"running\":{}},\"containerID\":\"fargate://new/c\"" + last + "}"))
        .isEqualTo(of("fargate://new/c", Optional.empty()));
    assertThat(run("{\"state\":" + ENDED.formatted("new") + last + "}"))
        .isEqualTo(of("fargate://new/c", Optional.of(END)));
    assertThat(run("{\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}" + last + "}"))
        .isEqualTo(of("fargate://old/c", Optional.of(END)));
    assertThat(run("{\"state\":{\"terminated\":{}}" + last + "}"))
        .isEqualTo(of("fargate://old/c", Optional.of(END)));
  }

  @Test
  void itsEndIsThePodsWord() {
    var run = of("fargate://t/c", Optional.empty());

    assertThat(endNow(run, "{\"state\":{\"running\":{}},\"containerID\":\"fargate://t/c\"}"))
        .isEmpty();
    assertThat(endNow(run, "{\"state\":" + ENDED.formatted("t") + "}")).contains(END);
    assertThat(
            endNow(run, "{\"state\":{\"waiting\":{}},\"lastState\":" + ENDED.formatted("t") + "}"))
        .contains(END);
    assertThat(endNow(run, "{\"state\":{\"running\":{}},\"containerID\":\"fargate://u/c\"}"))
        .contains(NOW);
    assertThat(
            endNow(run, "{\"state\":{\"waiting\":{}},\"lastState\":" + ENDED.formatted("u") + "}"))
        .contains(NOW);
    assertThat(endNow(run, "{}")).contains(NOW);
    assertThat(run.endNow(CloudWatchContainerLogsTest.status("{}"), "gone", NOW)).contains(NOW);
  }

  @Test
  void runsOfOneTaskHaveTheirTimes() throws LogsNotFoundException {
    String both =
        """
        {"containerID":"fargate://t/c/2","state":{"running":{"startedAt":"2026-03-04T05:06:17Z"}},
         "lastState":{"terminated":{"containerID":"fargate://t/c/1",
          "startedAt":"2026-03-04T05:06:00Z","finishedAt":"2026-03-04T05:06:07Z"}}}
        """;
    assertThat(run(both))
        .isEqualTo(
            new ContainerRun(
                "fargate://t/c/2",
                Optional.of(END.plusSeconds(10)),
                Optional.empty(),
                Optional.empty()));
    var before = ContainerRun.of(CloudWatchContainerLogsTest.status(both), "c", true);
    assertThat(before)
        .isEqualTo(
            new ContainerRun(
                "fargate://t/c/1",
                Optional.of(END.minusSeconds(7)),
                Optional.of(END.plusSeconds(10)),
                Optional.of(END)));
    assertThat(before.task()).isEqualTo("t");
    assertThat(before.number()).isEqualTo(1);
    // In back-off the last run is the one that is shown, and nothing came after it.
    assertThat(
            run("""
                {"containerID":"fargate://t/c/1","state":{"waiting":{"reason":"CrashLoopBackOff"}},
                 "lastState":{"terminated":{"containerID":"fargate://t/c/1",
                  "startedAt":"2026-03-04T05:06:00Z","finishedAt":"2026-03-04T05:06:07Z"}}}
                """)
                .next())
        .isEmpty();
  }

  @Test
  void marksAreLookedForAroundTheStarts() {
    var run =
        new ContainerRun(
            "fargate://t/c/1",
            Optional.of(END),
            Optional.of(END.plusSeconds(20)),
            Optional.empty());
    var whole =
        new LogStreams.Window(Optional.of(END.minusSeconds(5)), Optional.of(END.plusSeconds(26)));
    assertThat(run.window(Optional.empty())).isEqualTo(whole);
    // Its mark may still be needed, in the second that is told and a little after.
    assertThat(run.window(Optional.of(END.plusMillis(5999)))).isEqualTo(whole);
    assertThat(run.window(Optional.of(END.plusSeconds(6))).since()).contains(END.plusSeconds(6));
    assertThat(of("fargate://t/c", Optional.empty()).window(Optional.of(END)))
        .isEqualTo(new LogStreams.Window(Optional.of(END), Optional.empty()));
  }

  @Test
  void aRunHasEndedWhenTheNextRunsInItsTask() throws LogsNotFoundException {
    var run =
        run(
            """
            {"containerID":"fargate://t/c","state":{"running":{"startedAt":"2026-03-04T05:06:00Z"}}}
            """);

    assertThat(
            endNow(
                run,
                """
                {"containerID":"fargate://t/c/1",
                 "state":{"running":{"startedAt":"2026-03-04T05:06:08Z"}},
                 "lastState":{"terminated":{"containerID":"fargate://t/c",
                  "finishedAt":"2026-03-04T05:06:07Z"}}}
                """))
        .contains(END);
  }

  private static ContainerRun of(String id, Optional<Instant> end) {
    return new ContainerRun(id, Optional.empty(), Optional.empty(), end);
  }

  private static Optional<Instant> endNow(ContainerRun run, String status) {
    return run.endNow(CloudWatchContainerLogsTest.status(status), "c", NOW);
  }

  private static ContainerRun run(String status) throws LogsNotFoundException {
    return ContainerRun.of(CloudWatchContainerLogsTest.status(status), "c", false);
  }
}
