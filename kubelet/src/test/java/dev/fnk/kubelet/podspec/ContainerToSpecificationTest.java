package dev.fnk.kubelet.podspec;

import static dev.fnk.kubelet.podspec.SpecifiedPods.SIMPLE;
import static dev.fnk.kubelet.podspec.SpecifiedPods.faults;
import static dev.fnk.kubelet.podspec.SpecifiedPods.only;
import static dev.fnk.kubelet.podspec.SpecifiedPods.specified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Kind;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import dev.fnk.kubelet.agent.contract.EnvVariable;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a container's spec and of its image the agent is told. */
final class ContainerToSpecificationTest {
  @Test
  void theSimplestPodIsItsImage() {
    ContainerSpecification web = only(SIMPLE, new Given());

    assertThat(web.name()).isEqualTo("web");
    assertThat(web.kind()).isEqualTo(Kind.MAIN);
    assertThat(web.restart()).isEqualTo(Restart.ALWAYS);
    assertThat(web.command()).containsExactly("/entry", "serve");
    assertThat(web.env())
        .extracting(EnvVariable::name)
        .contains("PATH", "HOSTNAME", "KUBERNETES_SERVICE_HOST")
        .hasSize(10);
    assertThat(web.workingDir()).isEmpty();
    assertThat(web.uid()).isEqualTo(OptionalLong.of(0));
    assertThat(web.gid()).isEmpty();
    assertThat(web.user()).isEmpty();
    assertThat(web.groups()).isEmpty();
    assertThat(web.strictGroups()).isFalse();
    assertThat(web.runAsNonRoot()).isFalse();
    assertThat(web.capabilities()).isEmpty();
    assertThat(web.noNewPrivileges()).isFalse();
    assertThat(web.stopSignal()).isEmpty();
    assertThat(web.terminationMessagePath()).hasValue("/dev/termination-log");
  }

  @Test
  void allThatASpecSays() {
    ContainerSpecification web =
        only(
            """
            restartPolicy: Never
            securityContext:
              fsGroup: 5
              supplementalGroups: [6]
              supplementalGroupsPolicy: Strict
              runAsNonRoot: true
            containers:
            - name: web
              image: nginx
              command: [run, $(WHO)]
              env: [{name: WHO, value: me}]
              workingDir: /srv
              terminationMessagePath: /tmp/last
              lifecycle: {stopSignal: SIGINT}
              securityContext:
                runAsUser: 7
                runAsGroup: 8
                allowPrivilegeEscalation: false
                capabilities: {drop: [ALL], add: [CHOWN]}
            """,
            new Given().image("web", Given.imageWith(List.of("A=1"), "/image", "9", "SIGQUIT")));

    assertThat(web.restart()).isEqualTo(Restart.NEVER);
    assertThat(web.command()).containsExactly("run", "me");
    assertThat(web.env()).contains(new EnvVariable("WHO", "me"), new EnvVariable("A", "1"));
    assertThat(web.workingDir()).hasValue("/srv");
    assertThat(web.uid()).isEqualTo(OptionalLong.of(7));
    assertThat(web.gid()).isEqualTo(OptionalLong.of(8));
    assertThat(web.groups()).containsExactly(5L, 6L);
    assertThat(web.strictGroups()).isTrue();
    assertThat(web.runAsNonRoot()).isTrue();
    assertThat(web.capabilities()).hasValue(List.of("CHOWN"));
    assertThat(web.noNewPrivileges()).isTrue();
    assertThat(web.stopSignal()).isEqualTo(OptionalLong.of(2));
    assertThat(web.terminationMessagePath()).hasValue("/tmp/last");
  }

  @Test
  void whatTheSpecDoesNotSayTheImageDoes() {
    ContainerSpecification web =
        only(
            "containers: [{name: web, image: nginx, workingDir: '', lifecycle: {},"
                + " securityContext: {}, terminationMessagePath: ''}]",
            new Given().image("web", Given.imageWith(List.of(), "/image", "www:www", "SIGQUIT")));

    assertThat(web.workingDir()).hasValue("/image");
    assertThat(web.user()).hasValue("www");
    assertThat(web.uid()).isEmpty();
    assertThat(web.stopSignal()).isEqualTo(OptionalLong.of(3));
    assertThat(web.noNewPrivileges()).isFalse();
    assertThat(web.terminationMessagePath()).hasValue("/dev/termination-log");
  }

  @Test
  void escalationMayBeAllowed() {
    assertThat(
            only(
                    "containers: [{name: web, image: nginx,"
                        + " securityContext: {allowPrivilegeEscalation: true}}]",
                    new Given())
                .noNewPrivileges())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "workingDir: srv|workingDir is not an absolute path: srv",
        "workingDir: \"/\\0x\"|workingDir is not an absolute path: /\0x",
        "terminationMessagePath: log|terminationMessagePath is not an absolute path: log",
      })
  void pathsOfAContainerAreAbsolute(String field, String message) {
    assertThat(faults("containers: [{name: web, image: nginx, " + field + "}]", new Given()))
        .containsExactly(new Fault(Fault.Kind.CONTAINER, Optional.of("web"), message));
  }

  @Test
  void aSignalThatDoesNotExistIsLeftOutWithANotice() {
    var specified =
        specified(
            SIMPLE, new Given().image("web", Given.imageWith(List.of(), null, null, "SIGNONE")));

    assertThat(specified.specification().containers().getFirst().stopSignal()).isEmpty();
    assertThat(specified.notices())
        .containsExactly(
            new Notice(
                "StopSignalIgnored", "container web: there is no signal SIGNONE: SIGTERM is sent"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "terminationMessagePolicy: FallbackToLogsOnError | true",
        "terminationMessagePolicy: File | false",
        "stdin: true | false",
        "'terminationMessagePolicy: FallbackToLogsOnError, tty: true' | true",
      })
  void theEndOfTheOutputIsAMessageWhereItIsAskedFor(String field, boolean asked) {
    assertThat(
            only("containers: [{name: web, image: nginx, " + field + "}]", new Given())
                .fallbackToLogsOnError())
        .isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "stdin: false | none",
        "stdinOnce: true | none",
        "stdin: true | true false false",
        "'stdin: true, stdinOnce: true' | true true false",
        "tty: true | false false true",
      })
  void whoAttachesHasWhatTheContainerAsksFor(String fields, @Nullable String console) {
    var told = only("containers: [{name: web, image: nginx, " + fields + "}]", new Given());

    assertThat(told.console().map(c -> "%s %s %s".formatted(c.stdin(), c.stdinOnce(), c.tty())))
        .isEqualTo(Optional.ofNullable(console));
  }

  @Test
  void anImageThatWasNotReadIsTheCallersFault() {
    Pod pod = Yaml.pod(SIMPLE);
    var inputs = new Given().inputs(Yaml.pod("containers: [{name: other, image: nginx}]"));

    assertThatThrownBy(() -> PodToSpecification.specify(pod, inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no image of container web");
  }
}
