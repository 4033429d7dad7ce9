package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.Hook;
import dev.fnk.kubelet.agent.contract.Probe;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContainerProbesTest {
  @Test
  void whatIsNotSaidIsTheApiServersDefault() {
    ContainerSpecification web = only("livenessProbe: {exec: {command: [ask, $(ME)]}}");

    assertThat(web.livenessProbe())
        .hasValue(
            new Probe(
                List.of("ask", "$(ME)"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                10,
                1,
                1,
                3,
                OptionalLong.empty()));
    assertThat(web.startupProbe()).isEmpty();
    assertThat(web.readinessProbe()).isEmpty();
  }

  @Test
  void whatIsSaidIsTaken() {
    ContainerSpecification web =
        only(
            "startupProbe: {tcpSocket: {port: admin}, initialDelaySeconds: 2, periodSeconds: 3,"
                + " timeoutSeconds: 4, successThreshold: 5, failureThreshold: 6,"
                + " terminationGracePeriodSeconds: 7}");

    assertThat(web.startupProbe())
        .hasValue(
            new Probe(
                List.of(),
                Optional.empty(),
                Optional.of(new Probe.TcpSocket("10.0.1.5", 9000)),
                Optional.empty(),
                2,
                3,
                4,
                5,
                6,
                OptionalLong.of(7)));
  }

  /** As a kubelet: not what env takes from elsewhere, and what is put in is not expanded again. */
  @ParameterizedTest
  @CsvSource({
    "$(PLAIN), one",
    "$(NEXT), $(PLAIN)",
    "$(TWICE), second",
    "$(TAKEN)x, x",
    "$(BARE)x, x",
    "$(MAP), $(MAP)",
    "$(KUBERNETES_SERVICE_PORT), $(KUBERNETES_SERVICE_PORT)",
    "$$(PLAIN) $$, $(PLAIN) $",
  })
  void aCommandKnowsTheVariablesThatEnvSpellsOut(String written, String run) {
    ContainerSpecification web =
        only(
            """
            env: [
              {name: PLAIN, value: one},
              {name: NEXT, value: $(PLAIN)},
              {name: TWICE, value: first},
              {name: TWICE, value: second},
              {name: TAKEN, valueFrom: {fieldRef: {fieldPath: metadata.name}}},
              {name: BARE}],
            livenessProbe: {exec: {command: [ask, '%1$s']}},
            readinessProbe: {exec: {command: [ask, '%1$s']}},
            startupProbe: {exec: {command: [ask, '%1$s']}},
            lifecycle: {preStop: {exec: {command: [ask, '%1$s']}}}
            """
                .formatted(written));

    assertThat(List.of(web.livenessProbe(), web.readinessProbe(), web.startupProbe()))
        .allSatisfy(probe -> assertThat(probe.orElseThrow().exec()).containsExactly("ask", run));
    assertThat(web.preStop().orElseThrow().exec()).containsExactly("ask", written);
  }

  @Test
  void requestsGoToThePodUnlessItSaysOtherwise() {
    assertThat(
            only("readinessProbe: {httpGet: {port: 80, path: /ready}}")
                .readinessProbe()
                .flatMap(Probe::httpGet))
        .hasValue(new Hook.HttpGet(false, "10.0.1.5", 80, "/ready", List.of()));
    assertThat(
            only("readinessProbe: {httpGet: {scheme: HTTPS, host: a.example, port: admin,"
                    + " httpHeaders: [{name: A, value: b}]}}")
                .readinessProbe()
                .flatMap(Probe::httpGet))
        .hasValue(
            new Hook.HttpGet(true, "a.example", 9000, "", List.of(new Hook.Header("A", "b"))));
    assertThat(
            only("readinessProbe: {tcpSocket: {host: b.example, port: 81}}")
                .readinessProbe()
                .flatMap(Probe::tcpSocket))
        .hasValue(new Probe.TcpSocket("b.example", 81));
  }

  @Test
  void aServiceOfGrpcMayBeNamed() {
    assertThat(
            only("livenessProbe: {grpc: {port: 82, service: web}}")
                .livenessProbe()
                .flatMap(Probe::grpc))
        .hasValue(new Probe.Grpc("10.0.1.5", 82, "web"));
    assertThat(only("livenessProbe: {grpc: {port: 82}}").livenessProbe().flatMap(Probe::grpc))
        .hasValue(new Probe.Grpc("10.0.1.5", 82, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "livenessProbe: {tcpSocket: {port: nothere}} | livenessProbe: tcpSocket: there is no port nothere",
        "startupProbe: {httpGet: {port: 0}} | startupProbe: httpGet: there is no port 0",
        "readinessProbe: {grpc: {port: 65536}} | readinessProbe: grpc: there is no port 65536",
        "readinessProbe: {exec: {command: []}} | readinessProbe: exec has no command",
        "readinessProbe: {periodSeconds: 5} | readinessProbe is none of those known",
      })
  void whatCannotBeIsRefused(String probe, String message) {
    assertThat(specify(probe))
        .isInstanceOfSatisfying(
            SpecificationResult.Faulty.class,
            faulty ->
                assertThat(faulty.faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.message()).contains(message)));
  }

  @Test
  void onlySidecarsOfTheInitContainersAreAsked() {
    var pod =
        Yaml.pod(
            """
            initContainers:
            - {name: once, image: i, readinessProbe: {exec: {command: [a]}}}
            - {name: proxy, image: i, restartPolicy: Always, readinessProbe: {exec: {command: [a]}}}
            containers:
            - {name: web, image: i}
            """);
    var told =
        (SpecificationResult.Specified) PodToSpecification.specify(pod, new Given().inputs(pod));

    assertThat(told.specification().containers())
        .extracting(c -> c.readinessProbe().isPresent())
        .containsExactly(false, true, false);
  }

  @Test
  void noCommandOrHeaderIsShown() {
    assertThat(only("livenessProbe: {exec: {command: [ask, hush]}}").livenessProbe().toString())
        .doesNotContain("hush");
  }

  private static ContainerSpecification only(String probe) {
    return ((SpecificationResult.Specified) specify(probe)).specification().containers().getFirst();
  }

  private static SpecificationResult specify(String probe) {
    Pod pod =
        Yaml.pod(
            "containers: [{name: web, image: nginx, ports: [{name: admin, containerPort: 9000}], "
                + probe
                + "}]");
    return PodToSpecification.specify(pod, new Given().inputs(pod));
  }
}
