package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.SpecificationResult;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FirstProcessCheckTest {
  private static Pod annotated(String names, String spec) {
    Pod pod = Pods.pod("a", spec);
    pod.getMetadata().setAnnotations(Map.of("fnk.dev/pid1", names));
    return pod;
  }

  /** With these fields of the container that is PID 1, and of the one beside it. */
  private static Pod with(String own, String others) {
    return annotated(
        "app",
        """
        restartPolicy: OnFailure
        containers:
        - {name: app, image: a, %s}
        - {name: other, image: a, %s}
        """
            .formatted(own, others));
  }

  private static List<String> refused(Pod pod) {
    return catchThrowableOfType(UnsupportedSpec.class, () -> FirstProcessCheck.of(pod)).reasons();
  }

  @Test
  void withoutTheAnnotationThereIsNothingToTell() throws UnsupportedSpec {
    assertThat(FirstProcessCheck.of(Pods.simple("a"))).isEmpty();
  }

  @Test
  void eachIsToldOnceWithWhatItHasNot() throws UnsupportedSpec {
    Pod pod =
        annotated(
            " app , other,app",
            """
            terminationGracePeriodSeconds: 600
            containers:
            - {name: app, image: a, terminationMessagePolicy: FallbackToLogsOnError}
            - {name: other, image: a}
            - {name: third, image: a}
            """);

    List<Notice> notices = FirstProcessCheck.of(pod);

    assertThat(notices).extracting(Notice::reason).containsExactly("FirstProcess", "FirstProcess");
    assertThat(notices.getFirst().message())
        .startsWith("container app is PID 1 (annotation fnk.dev/pid1): ")
        .contains("another task", "exec, cp and attach", "120 s")
        .endsWith("its log's end is not its termination message");
    assertThat(notices.getLast().message()).startsWith("container other").endsWith("KILL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stdin: true                                                   | stdin
          tty: true                                                     | tty
          restartPolicy: Always                                         | restartPolicy
          'lifecycle: {postStart: {sleep: {seconds: 1}}}'               | lifecycle.postStart
          'lifecycle: {preStop: {exec: {command: [x]}}}'                | lifecycle.preStop.exec
          'lifecycle: {stopSignal: SIGINT}'                             | lifecycle.stopSignal
          'startupProbe: {httpGet: {port: 80}}'                         | startupProbe
          'livenessProbe: {tcpSocket: {port: 80}}'                      | livenessProbe
          'readinessProbe: {exec: {command: [x]}}'                      | readinessProbe.exec
          'restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]' | restartPolicyRules
          """)
  void whatOnlyASupervisorCouldDoIsRefusedByName(String field, String named)
      throws UnsupportedSpec {
    assertThat(refused(with(field, "stdin: false")))
        .singleElement()
        .asString()
        .startsWith("container app: " + named + ": ")
        .contains("(instead: ");
    // Its neighbour has a supervisor.
    assertThat(FirstProcessCheck.of(with("stdin: false", field))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stdin: false
          restartPolicy: OnFailure
          terminationMessagePath: /tmp/message
          'lifecycle: {preStop: {sleep: {seconds: 1}}}'
          'lifecycle: {preStop: {httpGet: {port: 80}}}'
          'readinessProbe: {httpGet: {port: 80}}'
          'readinessProbe: {grpc: {port: 80}}'
          'securityContext: {runAsUser: 1000, capabilities: {drop: [ALL]}}'
          """)
  void whatNeedsNoneIsCarried(String field) throws UnsupportedSpec {
    assertThat(FirstProcessCheck.of(with(field, "stdin: false"))).hasSize(1);
  }

  @Test
  void noPodBeginsAnewWithOneThatCannot() {
    assertThat(
            refused(
                with(
                    "stdin: false",
                    "restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In,"
                        + " values: [1]}}]")))
        .singleElement()
        .asString()
        .startsWith("container other: restartPolicyRules RestartAllContainers: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothere | annotation fnk.dev/pid1: nothere: the pod has no such container
          ''      | annotation fnk.dev/pid1: : the pod has no such container
          prepare | annotation fnk.dev/pid1: prepare: an init container or sidecar
          proxy   | annotation fnk.dev/pid1: proxy: an init container or sidecar
          """)
  void namesAreThoseOfItsContainers(String name, String refusal) {
    Pod pod =
        annotated(
            "app," + name,
            """
            initContainers:
            - {name: prepare, image: a}
            - {name: proxy, image: a, restartPolicy: Always}
            containers: [{name: app, image: a}]
            """);

    assertThat(refused(pod)).singleElement().asString().startsWith(refusal);
  }

  /** With all else that is wrong with the pod, and its agent is told of those alone. */
  @Test
  void theMappingRefusesAndTells() {
    Pod refused =
        with(
            "livenessProbe: {tcpSocket: {port: 80}}, volumeDevices: [{name: a, devicePath: /a}]",
            "stdin: false");
    assertThat(((Unsupported) Pods.MAPPING.plan(refused, 0, Pods.inputs(refused))).messages())
        .hasSize(2)
        .anyMatch(words -> words.startsWith("container app: livenessProbe: "))
        .anyMatch(words -> words.startsWith("container app: volumeDevices: "));

    Pod carried = with("stdin: false", "stdin: false");
    assertThat(Pods.plan(carried, 0).notices())
        .extracting(Notice::reason)
        .containsExactly("FirstProcess");
    var told =
        (SpecificationResult.Specified)
            Pods.MAPPING.specify(carried, "10.0.1.5", Pods.inputs(carried));
    assertThat(told.specification().containers())
        .extracting(container -> container.name() + " " + container.firstProcess())
        .containsExactly("app true", "other false");
  }
}
