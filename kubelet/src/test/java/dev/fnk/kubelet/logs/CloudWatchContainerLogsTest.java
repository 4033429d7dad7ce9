package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Time passes only where the reader waits. */
@Timeout(30)
final class CloudWatchContainerLogsTest {
  private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");
  private static final String TASK = "arn:aws:ecs:eu-west-1:111122223333:task/c/aaaa";
  private static final String BEFORE = "arn:aws:ecs:eu-west-1:111122223333:task/c/bbbb";

  private final FakeCloudWatch cloud = new FakeCloudWatch();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Runnable> whileWaiting = new ArrayDeque<>();
  private int quotaTaken;
  private Optional<CloudWatchContainerLogs.LoggedPod> pod = logged(running("aaaa"));

  private final CloudWatchContainerLogs logs =
      new CloudWatchContainerLogs(
          new LogStreams(cloud, "/fnk/lab/pods", () -> quotaTaken++),
          (namespace, name) -> pod.filter(p -> name.equals("web")),
          10,
          () -> cloud.now,
          this::pass);

  private void pass(Duration duration) {
    cloud.now = cloud.now.plus(duration);
    if (!whileWaiting.isEmpty()) {
      whileWaiting.poll().run();
    }
  }

  @Test
  void aLogOfManyPagesIsWholeAndEachCallTakesFromTheQuota() throws Exception {
    cloud.emptyPages = true;
    lines(10);

    assertThat(read(get())).isEqualTo(text(1, 10));
    assertThat(quotaTaken).isEqualTo(cloud.requests.size());
    assertThat(cloud.requests.getFirst().logStreamName()).endsWith("/c/aaaa");
    assertThat(cloud.requests.getFirst().logGroupName()).isEqualTo("/fnk/lab/pods");
  }

  @Test
  void sinceATimeThatHasNotComeThereIsNothing() throws Exception {
    lines(3);

    assertThat(read(get().since(cloud.now.plusSeconds(60)))).isEmpty();
    assertThat(read(get().since(cloud.now.plusSeconds(60)).tail(1))).isEmpty();
  }

  @Test
  void aContainerThatWritesAllTheTimeIsReadUpToNow() throws Exception {
    lines(3);
    cloud.onRequest =
        () -> {
          cloud.now = cloud.now.plusMillis(5);
          cloud.event(cloud.now, "more");
        };

    assertThat(read(get())).isEqualTo(text(1, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 9, 10, 11, 20_000})
  void tailIsThatManyLines(int tail) throws Exception {
    lines(10);

    assertThat(read(get().tail(tail))).isEqualTo(text(Math.max(1, 11 - tail), 10));
  }

  @Test
  void aLongTailIsNotHeldWhole() throws Exception {
    cloud.pageSize = 50;
    lines(1000);

    assertThat(read(get().tail(900))).isEqualTo(text(101, 1000));
    assertThat(cloud.largestAnswer).isEqualTo(50);
    // There and back again: 18 pages each, and the end.
    assertThat(cloud.requests).hasSizeLessThan(45);
  }

  @Test
  void aTailCountsLinesAndNotPieces() throws Exception {
    cloud.pageSize = 2;
    String longLine = "x".repeat(100_000);
    cloud.event(START.minusMillis(3), "first");
    cloud.line(START.minusMillis(2), longLine, 16 * 1024);
    cloud.event(START.minusMillis(1), "last");

    assertThat(read(get().tail(1))).isEqualTo("last\n");
    assertThat(read(get().tail(2))).isEqualTo(longLine + "\nlast\n");
    assertThat(read(get().tail(3))).isEqualTo("first\n" + longLine + "\nlast\n");
  }

  @Test
  void aFollowedTailGoesOn() throws Exception {
    lines(10);
    whileWaiting.add(() -> cloud.event(cloud.now, "next"));
    whileWaiting.add(() -> pod = logged(ended("aaaa", cloud.now)));

    assertThat(read(get().tail(2).follow())).isEqualTo(text(9, 10) + "next\n");
  }

  @Test
  void followingSurvivesThrottlesAndLostConnections() throws Exception {
    lines(2);
    for (int i = 0; i < 20; i++) {
      cloud.fail(FakeCloudWatch.error("ThrottlingException", 400));
    }
    cloud.fail(SdkClientException.create("connection reset"));
    cloud.fail(FakeCloudWatch.error("ServiceUnavailableException", 503));
    pod = logged(ended("aaaa", START));

    assertThat(read(get().follow())).isEqualTo(text(1, 2));
  }

  @Test
  void anErrorBeforeTheFirstByteWritesNothing() {
    lines(2);
    for (int i = 0; i < 20; i++) {
      cloud.fail(FakeCloudWatch.error("ThrottlingException", 400));
    }

    assertThatThrownBy(() -> read(get()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("CloudWatch Logs: ThrottlingException");
    assertThat(out.size()).isZero();
    assertThat(Duration.between(START, cloud.now)).isLessThan(Duration.ofSeconds(31));
  }

  @Test
  void aRefusalIsNotTriedAgain() {
    cloud.fail(FakeCloudWatch.error("AccessDeniedException", 400));

    assertThatThrownBy(() -> read(get().follow())).isInstanceOf(IOException.class);
    assertThat(cloud.requests).hasSize(1);
  }

  @Test
  void aMissingGroupIsAnErrorAMissingStreamIsNot() throws Exception {
    cloud.exists = false;
    assertThat(read(get())).isEmpty();

    cloud.fail(
        software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException.builder()
            .message("The specified log group does not exist.")
            .build());
    assertThatThrownBy(() -> read(get())).hasMessageContaining("log group does not exist");
  }

  @Test
  void followingEndsWhenTheLogHasSettledAfterTheContainersEnd() throws Exception {
    Instant end = START.plusSeconds(2);
    cloud.event(START, "first");
    cloud.late(end, end.plusSeconds(6), "last");
    whileWaiting.add(() -> {});
    whileWaiting.add(() -> {});
    whileWaiting.add(() -> pod = logged(ended("aaaa", end)));

    assertThat(read(get().follow())).isEqualTo("first\nlast\n");
    assertThat(cloud.now).isAfterOrEqualTo(end.plusSeconds(6 + 8));
  }

  @Test
  void theLogOfAContainerThatEndedLongAgoIsNotWaitedFor() throws Exception {
    lines(2);
    pod = logged(ended("aaaa", START.minusSeconds(60)));

    assertThat(read(get().follow())).isEqualTo(text(1, 2));
    assertThat(Duration.between(START, cloud.now)).isLessThan(Duration.ofSeconds(10));

    out.reset();
    cloud.now = START;
    assertThat(read(get())).isEqualTo(text(1, 2));
    assertThat(cloud.now).isEqualTo(START);
  }

  @Test
  void theLogOfAContainerThatHasJustEndedIsWhole() throws Exception {
    lines(1);
    cloud.late(START, START.plusSeconds(5), "line 2");
    pod = logged(ended("aaaa", START));

    assertThat(read(get().tail(2))).isEqualTo(text(1, 2));
  }

  @Test
  void followingEndsWithThePodOrItsNextTask() throws Exception {
    lines(1);
    whileWaiting.add(() -> pod = Optional.empty());
    assertThat(read(get().follow())).isEqualTo(text(1, 1));

    out.reset();
    pod = logged(running("aaaa"));
    whileWaiting.clear();
    whileWaiting.add(() -> pod = logged(running("cccc")));
    assertThat(read(get().follow())).isEqualTo(text(1, 1));
  }

  @Test
  void whatIsWrittenIsAskedForTwiceASecondAtMost() throws Exception {
    lines(1);
    for (int i = 0; i < 20; i++) {
      whileWaiting.add(() -> {});
    }
    whileWaiting.add(() -> pod = logged(ended("aaaa", cloud.now)));

    read(get().follow());

    // 21 waits of half a second, then until it has settled: 8 s after its end.
    assertThat(cloud.requests).hasSize(1 + 21 + 16);
    assertThat(Duration.between(START, cloud.now)).isEqualTo(Duration.ofMillis(500 * (21 + 16)));
  }

  @Test
  void aLongHistoryIsCaughtUpWithAtOnce() throws Exception {
    cloud.pageSize = 1000;
    cloud.now = START.minusSeconds(60);
    lines(3000);
    cloud.now = START;
    pod = logged(ended("aaaa", START.minusSeconds(8)));

    assertThat(read(get().follow())).isEqualTo(text(1, 3000));
    assertThat(cloud.now).isEqualTo(START);
    assertThat(cloud.requests).hasSize(4);
  }

  @Test
  void aShortPageIsWaitedAfter() throws Exception {
    cloud.pageSize = 999;
    lines(999);
    pod = logged(ended("aaaa", START.minusSeconds(60)));

    read(get().follow());

    assertThat(cloud.now).isAfter(START);
  }

  @Test
  void onlyWhatWasWrittenSince() throws Exception {
    lines(10);

    var since =
        new LogRequest(
            "ns",
            "web",
            "c",
            false,
            false,
            false,
            OptionalInt.empty(),
            Optional.of(START.minusMillis(2)),
            OptionalLong.empty());
    logs.stream(since, out);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text(8, 10));
  }

  @Test
  void aLastLineThatEndsWhereItWasCutHasItsEnd() throws Exception {
    String line = "x".repeat(16 * 1024);
    cloud.line(START, line, 16 * 1024);

    assertThat(read(get())).isEqualTo(line + "\n");
    pod = logged(ended("aaaa", START.minusSeconds(60)));
    assertThat(read(get().follow())).isEqualTo(line + "\n");
  }

  @Test
  void whoIsInterruptedStops() {
    var interrupted =
        new CloudWatchContainerLogs(
            new LogStreams(
                cloud,
                "group",
                () -> {
                  throw new InterruptedException();
                }),
            (namespace, name) -> pod,
            10,
            () -> cloud.now,
            this::pass);

    assertThatThrownBy(() -> interrupted.stream(get().request(), out))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void bytesAreLimited() throws Exception {
    lines(10);

    assertThat(read(get().limit(10))).isEqualTo("line 1\nlin");
    assertThat(cloud.requests).hasSize(1);
  }

  @Test
  void theRunBeforeIsReadByItsContainerId() throws Exception {
    pod =
        logged(
            status(
                """
                {"state":{"running":{}},"containerID":"fargate://aaaa/c","lastState":{"terminated":
                {"containerID":"fargate://bbbb/c","finishedAt":"2026-03-04T05:00:00Z"}}}"""));
    lines(1);

    assertThat(read(get().previous())).isEqualTo(text(1, 1));
    assertThat(cloud.requests.getFirst().logStreamName()).endsWith("/c/bbbb");
  }

  @Test
  void aTaskThatIsNotThePodsIsNotShown() {
    pod = logged(running("somebody-elses"));

    assertThatThrownBy(() -> read(get()))
        .isInstanceOf(LogsNotFoundException.class)
        .hasMessage("container \"c\" in pod \"web\" is not available");
    assertThat(cloud.requests).isEmpty();
  }

  @Test
  void whatTheNodeDoesNotHaveIsUnknown() {
    assertUnknown("none", "c", "pod \"none\" does not exist");
    assertUnknown("web", "x", "container \"x\" not found in pod \"web\"");
  }

  private void assertUnknown(String pod, String container, String message) {
    assertThatThrownBy(() -> logs.stream(new Get(pod, container).request(), out))
        .isInstanceOfSatisfying(
            LogsNotFoundException.class,
            e -> {
              assertThat(e.missing()).isEqualTo(LogsNotFoundException.Missing.CONTAINER);
              assertThat(e).hasMessage(message);
            });
  }

  private void lines(int count) {
    for (int i = 1; i <= count; i++) {
      cloud.event(START.minusMillis(count - i), "line " + i);
    }
  }

  private static String text(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }

  private String read(Get get) throws IOException, LogsNotFoundException {
    out.reset();
    logs.stream(get.request(), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Get get() {
    return new Get("web", "c");
  }

  private static Optional<CloudWatchContainerLogs.LoggedPod> logged(Pod pod) {
    return Optional.of(
        new CloudWatchContainerLogs.LoggedPod(pod, Optional.of(TASK), Optional.of(BEFORE)));
  }

  private static Pod running(String task) {
    return status(
        "{\"state\":{\"running\":{}},\"containerID\":\"fargate://%s/c\"}".formatted(task));
  }

  private static Pod ended(String task, Instant end) {
    return status(
        """
        {"containerID":"fargate://%s/c","state":{"terminated":
        {"containerID":"fargate://%s/c","finishedAt":"%s"}}}"""
            .formatted(task, task, end));
  }

  /** A pod of one container with this status. */
  static Pod status(String json) {
    var status =
        new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
            .unmarshal(json, io.fabric8.kubernetes.api.model.ContainerStatus.class);
    status.setName("c");
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("ns")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withContainerStatuses(status)
        .endStatus()
        .build();
  }

  private static final class Get {
    private final String pod;
    private final String container;
    private boolean follow;
    private boolean previous;
    private OptionalInt tail = OptionalInt.empty();
    private Optional<Instant> since = Optional.empty();
    private OptionalLong limit = OptionalLong.empty();

    private Get(String pod, String container) {
      this.pod = pod;
      this.container = container;
    }

    private Get follow() {
      follow = true;
      return this;
    }

    private Get previous() {
      previous = true;
      return this;
    }

    private Get tail(int lines) {
      tail = OptionalInt.of(lines);
      return this;
    }

    private Get limit(long bytes) {
      limit = OptionalLong.of(bytes);
      return this;
    }

    private Get since(Instant time) {
      since = Optional.of(time);
      return this;
    }

    private LogRequest request() {
      return new LogRequest("ns", pod, container, follow, previous, false, tail, since, limit);
    }
  }
}
