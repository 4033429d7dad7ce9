package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.podspec.Notice;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecCheckTest {
  private static final String ONE = "\ncontainers: [{name: a, image: b%s}]";

  private static List<Notice> check(String spec) throws UnsupportedSpec {
    return SpecCheck.of(Pods.pod("web", spec).getSpec(), false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imagePullSecrets: [{name: s}] | ImagePullSecretsIgnored",
        "terminationGracePeriodSeconds: 121 | GracePeriodShortened",
        "securityContext: {fsGroup: 1} | SecurityContextIgnored",
        "securityContext: {supplementalGroups: [1]} | SecurityContextIgnored",
        "securityContext: {sysctls: [{name: a, value: b}]} | SecurityContextIgnored",
      })
  void whatIsLeftOutOfAPodIsTold(String field, String reason) throws UnsupportedSpec {
    assertThat(check(field + ONE.formatted(""))).extracting(Notice::reason).containsExactly(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "securityContext: {allowPrivilegeEscalation: false} | SecurityContextIgnored",
        "lifecycle: {postStart: {exec: {command: [a]}}} | LifecycleHooksIgnored",
        "lifecycle: {preStop: {exec: {command: [a]}}} | LifecycleHooksIgnored",
        "livenessProbe: {tcpSocket: {port: 1}} | ProbesIgnored",
        "readinessProbe: {tcpSocket: {port: 1}} | ProbesIgnored",
        "startupProbe: {tcpSocket: {port: 1}} | ProbesIgnored",
      })
  void whatIsLeftOutOfAContainerIsToldOfInitContainersToo(String field, String reason)
      throws UnsupportedSpec {
    String init = "initContainers: [{name: i, image: b, " + field + "}]";

    assertThat(check(ONE.formatted(", " + field)))
        .extracting(Notice::reason)
        .containsExactly(reason);
    assertThat(check(init + ONE.formatted(""))).extracting(Notice::reason).containsExactly(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "terminationGracePeriodSeconds: 120",
        "securityContext: {runAsUser: 1}",
        "os: {name: linux}",
        "hostNetwork: false",
      })
  void nothingIsToldOfWhatIsDone(String field) throws UnsupportedSpec {
    assertThat(check(field + ONE.formatted(", lifecycle: {}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Always, RestartedTogether", "Never, FirstContainerDecides"})
  void twoContainersShareOneFate(String policy, String reason) throws UnsupportedSpec {
    assertThat(
            check(
                "restartPolicy: "
                    + policy
                    + "\ncontainers: [{name: a, image: x}, {name: b, image: y}]"))
        .extracting(Notice::reason)
        .containsExactly(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resourceClaims: [{name: a}] | resourceClaims",
        "hostIPC: true | hostIPC",
        "os: {name: windows} | os windows",
      })
  void whatAPodCannotHave(String field, String message) {
    assertThatThrownBy(() -> check(field + ONE.formatted("")))
        .isInstanceOf(UnsupportedSpec.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volumeDevices: [{name: a, devicePath: /dev/a}] | volumeDevices",
        "'ports: [{containerPort: 80, hostPort: 8080}]' | hostPort 8080",
        "restartPolicy: OnFailure | restartPolicy OnFailure",
        "securityContext: {privileged: true} | privileged",
        "securityContext: {capabilities: {add: [NET_ADMIN]}} | capabilities [NET_ADMIN]",
      })
  void whatAContainerCannotHave(String field, String message) {
    assertThatThrownBy(() -> check(ONE.formatted(", " + field)))
        .hasMessageStartingWith("container a: " + message);
    assertThatThrownBy(
            () -> check("initContainers: [{name: i, image: b, " + field + "}]" + ONE.formatted("")))
        .hasMessageStartingWith("container i: " + message);
  }

  @Test
  void tenContainersAreTheMost() throws UnsupportedSpec {
    assertThat(check(containers(10))).hasSize(1);
    assertThatThrownBy(() -> check(containers(11))).hasMessageContaining("at most 10");
  }

  private static String containers(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "{name: c" + i + ", image: x}")
        .collect(Collectors.joining(", ", "containers: [", "]"));
  }
}
