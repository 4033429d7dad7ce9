package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.Hook;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifecycleHooksTest {
  @Test
  void eachIsWhatItSays() {
    ContainerSpecification web =
        only("{postStart: {exec: {command: [a, $(B)]}}, preStop: {sleep: {seconds: 7}}}");

    // As the kubelet has it, variables are not expanded in a hook.
    assertThat(web.postStart()).hasValue(Hook.exec(List.of("a", "$(B)")));
    assertThat(web.preStop()).hasValue(Hook.sleep(7));
  }

  @Test
  void withoutThereAreNone() {
    assertThat(only("{}").postStart()).isEmpty();
    assertThat(only("{stopSignal: SIGINT}").preStop()).isEmpty();
  }

  @Test
  void aRequestGoesToThePod() {
    assertThat(only("{preStop: {httpGet: {port: 80}}}").preStop())
        .hasValue(Hook.httpGet(new Hook.HttpGet(false, "10.0.1.5", 80, "", List.of())));
  }

  @Test
  void aRequestIsAsItIsAskedFor() {
    assertThat(
            only("{preStop: {httpGet: {scheme: HTTPS, host: example.com, port: admin,"
                    + " path: '/quit?now', httpHeaders: [{name: A, value: b}]}}}")
                .preStop())
        .hasValue(
            Hook.httpGet(
                new Hook.HttpGet(
                    true, "example.com", 9000, "/quit?now", List.of(new Hook.Header("A", "b")))));
  }

  /** By the kubelet's ResolveContainerPort. */
  @ParameterizedTest
  @CsvSource({"80, 80", "'''81''', 81", "admin, 9000", "65535, 65535"})
  void aPortHasANumberOrAName(String port, int number) {
    assertThat(
            only("{preStop: {httpGet: {port: " + port + "}}}")
                .preStop()
                .flatMap(Hook::httpGet)
                .map(Hook.HttpGet::port))
        .hasValue(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postStart: {httpGet: {port: nothere}} | postStart: httpGet: there is no port nothere",
        "preStop: {httpGet: {port: 0}} | preStop: httpGet: there is no port 0",
        "preStop: {httpGet: {port: 65536}} | preStop: httpGet: there is no port 65536",
        "preStop: {exec: {command: []}} | preStop: exec has no command",
        "postStart: {exec: {command: ['']}} | postStart: exec has no command",
        "postStart: {tcpSocket: {port: 80}} | postStart: tcpSocket always fails as a hook",
      })
  void whatCannotBeIsRefused(String hook, String message) {
    assertThat(specify("{" + hook + "}", new Given()))
        .isInstanceOfSatisfying(
            SpecificationResult.Faulty.class,
            faulty ->
                assertThat(faulty.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.kind()).isEqualTo(Fault.Kind.UNSUPPORTED);
                          assertThat(fault.container()).hasValue("web");
                          assertThat(fault.message()).startsWith(message + " (instead: ");
                        }));
  }

  /** A kubelet would tell of it as it stops. */
  @Test
  void aPreStopThatAlwaysFailsIsLeftOutAndTold() {
    var result =
        (SpecificationResult.Specified) specify("{preStop: {tcpSocket: {port: 80}}}", new Given());

    assertThat(result.specification().containers().getFirst().preStop()).isEmpty();
    assertThat(result.notices())
        .containsExactly(
            new Notice(
                "LifecycleHookIgnored",
                "container web: preStop: tcpSocket always fails as a hook: none is run"));
  }

  @Test
  void secretsOfHooksAreNotShown() {
    assertThat(
            List.of(
                    Hook.exec(List.of("curl", "hush")),
                    Hook.httpGet(
                        new Hook.HttpGet(
                            true, "h", 1, "/hush", List.of(new Hook.Header("A", "hush")))))
                .toString())
        .doesNotContain("hush");
    assertThat(new Hook.Header("A", "hush").toString()).isEqualTo("A: ...");
  }

  private static ContainerSpecification only(String lifecycle) {
    return ((SpecificationResult.Specified) specify(lifecycle, new Given()))
        .specification()
        .containers()
        .getFirst();
  }

  private static SpecificationResult specify(String lifecycle, Given given) {
    Pod pod =
        Yaml.pod(
            "containers: [{name: web, image: nginx, ports: [{name: admin, containerPort: 9000}],"
                + " lifecycle: "
                + lifecycle
                + "}]");
    return PodToSpecification.specify(pod, given.inputs(pod));
  }
}
