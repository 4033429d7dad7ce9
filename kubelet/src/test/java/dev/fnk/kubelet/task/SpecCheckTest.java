package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.podspec.Notice;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecCheckTest {
  private static final String ONE = "\ncontainers: [{name: a, image: b%s}]";

  private static List<Notice> check(String spec) throws UnsupportedSpec {
    return SpecCheck.of(Pods.pod("web", spec).getSpec());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ephemeralContainers: [{name: d, image: b}] | EphemeralContainersIgnored",
      })
  void whatIsLeftOutOfAPodIsTold(String field, String reason) throws UnsupportedSpec {
    assertThat(check(field + ONE.formatted(""))).extracting(Notice::reason).containsExactly(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "terminationGracePeriodSeconds: 3600",
        "restartPolicy: Never",
        "securityContext: {runAsUser: 1, fsGroup: 1, supplementalGroups: [1]}",
        "os: {name: linux}",
        "hostNetwork: false",
      })
  void nothingIsToldOfWhatIsDone(String field) throws UnsupportedSpec {
    assertThat(check(field + ONE.formatted(", lifecycle: {}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}",
        "restartPolicy: OnFailure",
        "readinessProbe: {tcpSocket: {port: 1}}",
      })
  void norOfWhatTheAgentDoes(String field) throws UnsupportedSpec {
    String two = "\ncontainers: [{name: a, image: x, %s}, {name: b, image: y}]";

    assertThat(check(two.formatted(field))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hostIPC: true | hostIPC",
        "hostUsers: false | hostUsers false",
        "os: {name: windows} | os windows",
        "resourceClaims: [{name: a}] | resourceClaims",
        "resources: {limits: {hugepages-2Mi: 4Mi}} | resources.limits hugepages-2Mi",
        "runtimeClassName: gvisor | runtimeClassName gvisor",
        "securityContext: {sysctls: [{name: kernel.panic, value: c}]} | securityContext.sysctls kernel.panic",
        "securityContext: {seccompProfile: {type: Localhost}} | securityContext.seccompProfile Localhost",
        "shareProcessNamespace: true | shareProcessNamespace",
      })
  void whatAPodCannotHave(String field, String message) {
    assertRefused(field + ONE.formatted(""), message + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "volumeDevices: [{name: a, devicePath: /dev/a}] | volumeDevices",
        "imagePullPolicy: Never | imagePullPolicy Never",
        "'ports: [{containerPort: 80, hostPort: 8080}]' | hostPort 8080",
        "'ports: [{containerPort: 80, hostIP: 10.0.0.1}]' | hostIP 10.0.0.1",
        "'ports: [{containerPort: 80, protocol: SCTP}]' | protocol SCTP of port 80",
        "resources: {requests: {nvidia.com/gpu: 1}} | resources.requests nvidia.com/gpu",
        "resources: {limits: {hugepages-2Mi: 4Mi}} | resources.limits hugepages-2Mi",
        "resources: {claims: [{name: a}]} | resources.claims",
        "securityContext: {privileged: true} | privileged",
        "securityContext: {procMount: Unmasked} | procMount Unmasked",
        "securityContext: {seccompProfile: {type: Unconfined}} | seccompProfile Unconfined",
        "securityContext: {appArmorProfile: {type: RuntimeDefault}} | appArmorProfile RuntimeDefault",
        "securityContext: {seLinuxOptions: {level: a}} | seLinuxOptions",
        "securityContext: {windowsOptions: {runAsUserName: a}} | windowsOptions",
      })
  void whatAContainerCannotHave(String field, String message) {
    String init = "initContainers: [{name: i, image: b, " + field + "}]" + ONE.formatted("");

    assertRefused(ONE.formatted(", " + field), "container a: " + message + ": ");
    assertRefused(init, "container i: " + message + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hostPID: false",
        "hostUsers: true",
        "runtimeClassName: fargate",
        "securityContext: {seccompProfile: {type: RuntimeDefault}, seLinuxOptions: {}}",
        "resources: {requests: {cpu: 1}}",
      })
  void whatAPodHasAnyway(String field) throws UnsupportedSpec {
    assertThat(check(field + ONE.formatted(""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "imagePullPolicy: IfNotPresent",
        "ports: [{containerPort: 80, hostPort: 0, protocol: UDP}]",
        "securityContext: {procMount: Default, appArmorProfile: {type: Unconfined}}",
        "securityContext: {privileged: false, windowsOptions: {}}",
      })
  void whatAContainerHasAnyway(String field) throws UnsupportedSpec {
    assertThat(check(ONE.formatted(", " + field))).isEmpty();
  }

  @Test
  void fieldsThatNobodyKnowsAreTold() throws UnsupportedSpec {
    assertThat(check("hostNetwrok: true" + ONE.formatted(", comand: [a]")))
        .containsExactly(
            new Notice("UnknownFields", "spec: this node does not know the fields hostNetwrok"),
            new Notice("UnknownFields", "container a: this node does not know the fields comand"));
  }

  /** One refusal, by the field's name, with what to use instead. */
  private static void assertRefused(String spec, String start) {
    assertThatThrownBy(() -> check(spec))
        .isInstanceOfSatisfying(
            UnsupportedSpec.class,
            refusal ->
                assertThat(refusal.reasons())
                    .singleElement()
                    .asString()
                    .startsWith(start)
                    .contains(" (instead: "));
  }

  @Test
  void fieldsThatNobodyKnowsAreToldWhereverTheyAre() throws UnsupportedSpec {
    assertThat(
            check(
                """
                securityContext: {sysctls: [{name: net.a, value: b, x: 1}], fsgroup: 1}
                initContainers: [{name: i, image: b, resources: {limit: {cpu: 1}}}]
                containers:
                - name: a
                  image: b
                  livenessProbe: {periodSecond: 1, exec: {command: [a], y: 1, z: 2}}
                  env: [{name: A}, {name: B, valueFrom: {secretKeyRef: {key: k, name: n, w: 1}}}]
                volumes: [{name: v, emptyDir: {sizelimit: 1Gi}}]
                """))
        .extracting(Notice::reason, Notice::message)
        .containsExactlyInAnyOrder(
            unknown("spec: securityContext: this node does not know the fields fsgroup"),
            unknown("spec: securityContext.sysctls[0]: this node does not know the fields x"),
            unknown("spec: volumes[0].emptyDir: this node does not know the fields sizelimit"),
            unknown("container i: resources: this node does not know the fields limit"),
            unknown("container a: livenessProbe: this node does not know the fields periodSecond"),
            unknown("container a: livenessProbe.exec: this node does not know the fields y, z"),
            unknown(
                "container a: env[1].valueFrom.secretKeyRef: this node does not know the fields w"));
  }

  private static Tuple unknown(String message) {
    return Tuple.tuple("UnknownFields", message);
  }
}
