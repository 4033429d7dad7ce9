package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.contract.AnnotationKeys;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node that has just started takes from a pod, and what it notes at it. */
class PodRecordTest {
  private static final ContainerState RUNNING =
      new ContainerStateBuilder().withNewRunning().endRunning().build();
  private static final ContainerState WAITING =
      new ContainerStateBuilder().withNewWaiting().endWaiting().build();

  private static ContainerState ended(@Nullable String id) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withContainerID(id)
        .endTerminated()
        .build();
  }

  private static ContainerStatus container(
      @Nullable String id, ContainerState state, @Nullable ContainerState last, int restarts) {
    return new ContainerStatusBuilder()
        .withName("web")
        .withContainerID(id)
        .withState(state)
        .withLastState(last)
        .withRestartCount(restarts)
        .build();
  }

  private static Pod pod(Map<String, String> annotations, ContainerStatus... containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withUid("u")
        .withAnnotations(annotations)
        .endMetadata()
        .withNewStatus()
        .withContainerStatuses(containers)
        .endStatus()
        .build();
  }

  @Test
  void aNewPodHasNothing() {
    var record = PodRecord.of(new PodBuilder().withNewMetadata().endMetadata().build());

    assertThat(record.attempt()).isZero();
    assertThat(record.task()).isEmpty();
    assertThat(record.previousTask()).isEmpty();
    assertThat(record.failures()).isZero();
  }

  @Test
  void aStatusTellsOfTheTaskThatRunsAndOfTheOneBefore() {
    var record =
        PodRecord.of(
            pod(Map.of(), container("fargate://t2/web", RUNNING, ended("fargate://t1/web"), 4)));

    assertThat(record.task()).contains("t2");
    assertThat(record.previousTask()).contains("t1");
    assertThat(record.failures()).isEqualTo(4);
  }

  @Test
  void theTaskOfContainersThatWaitIsNotThePresentOne() {
    var record =
        PodRecord.of(
            pod(Map.of(), container("fargate://t1/web", WAITING, ended("fargate://t1/web"), 1)));

    assertThat(record.task()).isEmpty();
    assertThat(record.previousTask()).contains("t1");
  }

  @Test
  void anIdThatIsNoTasksTellsNothing() {
    var record =
        PodRecord.of(
            pod(Map.of(), container("containerd://abc", RUNNING, ended("docker://abc"), 0)));

    assertThat(record.task()).isEmpty();
    assertThat(record.previousTask()).isEmpty();
  }

  @Test
  void initContainersTellOfTheirTaskToo() {
    var init = container("fargate://t1/init", RUNNING, ended("fargate://t0/init"), 0);
    Pod pod = pod(Map.of(), container(null, WAITING, null, 0));
    pod.getStatus().getInitContainerStatuses().add(init);

    assertThat(PodRecord.of(pod).task()).contains("t1");
    assertThat(PodRecord.of(pod).previousTask()).contains("t0");
  }

  @Test
  void theBackOffLevelIsTheMostRestartsUpToTen() {
    assertThat(
            PodRecord.of(
                    pod(
                        Map.of(),
                        container(null, WAITING, null, 3),
                        container(null, WAITING, null, 7)))
                .failures())
        .isEqualTo(7);
    assertThat(PodRecord.of(pod(Map.of(), container(null, WAITING, null, 50))).failures())
        .isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "12, 12", "-1, 0", "1234567890, 0", "x, 0", "'', 0"})
  void theAttemptIsANumberOrNothing(String noted, int attempt) {
    assertThat(PodRecord.of(pod(Map.of(AnnotationKeys.ATTEMPT, noted))).attempt())
        .isEqualTo(attempt);
  }

  @Test
  void beforeItsFirstTaskNothingIsNoted() {
    Pod pod = pod(Map.of());

    assertThat(PodAnnotations.of(PodRecord.of(pod), pod)).isEmpty();
  }

  @Test
  void theTaskIsNotedOnceAndNamedAsItIs() {
    Pod pod = pod(Map.of());
    var record = PodRecord.of(pod).launched("arn:task/t1", Tasks.SIZING);

    assertThat(PodAnnotations.of(record, pod))
        .isEqualTo(
            Map.of(
                AnnotationKeys.ATTEMPT, "0",
                AnnotationKeys.TASK, "arn:task/t1",
                AnnotationKeys.SIZE, "256/512",
                AnnotationKeys.UNUSED, "128/232",
                AnnotationKeys.CAPACITY_PROVISIONED, "0.25vCPU 0.5GB"));
    Pod noted =
        pod(
            Map.of(
                AnnotationKeys.ATTEMPT, "0",
                AnnotationKeys.TASK, "arn:task/t1",
                AnnotationKeys.SIZE, "256/512",
                AnnotationKeys.UNUSED, "128/232",
                AnnotationKeys.CAPACITY_PROVISIONED, "0.25vCPU 0.5GB"));
    assertThat(PodAnnotations.of(record, noted)).isEmpty();
    // Known by its id only: the ARN that is there says more.
    assertThat(PodAnnotations.of(record.launched("t1", Tasks.SIZING), noted)).isEmpty();
    assertThat(PodAnnotations.of(record.launched("t2", Tasks.SIZING), noted))
        .isEqualTo(Map.of(AnnotationKeys.TASK, "t2"));
  }

  @Test
  void theNextAttemptTakesTheTaskOffAndNotesTheOneBefore() {
    Pod noted = pod(Map.of(AnnotationKeys.ATTEMPT, "0", AnnotationKeys.TASK, "arn:task/t1"));
    var record = PodRecord.of(noted).launched("arn:task/t1", Tasks.SIZING).nextAttempt(1);
    var expected = new HashMap<String, @Nullable String>();
    expected.put(AnnotationKeys.ATTEMPT, "1");
    expected.put(AnnotationKeys.TASK, null);
    expected.put(AnnotationKeys.PREVIOUS_TASK, "arn:task/t1");
    expected.put(AnnotationKeys.SIZE, "256/512");
    expected.put(AnnotationKeys.UNUSED, "128/232");
    expected.put(AnnotationKeys.CAPACITY_PROVISIONED, "0.25vCPU 0.5GB");

    assertThat(PodAnnotations.of(record, noted)).isEqualTo(expected);
    assertThat(record.nextAttempt(2).previousTask()).contains("arn:task/t1");
    assertThat(record.nextAttempt(2).failures()).isEqualTo(2);
  }
}
