package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitiesTest {
  private static final List<String> BY_DEFAULT =
      List.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "securityContext: {}",
        "securityContext: {capabilities: {}}",
      })
  void nothingSaidIsWhatTheTaskHas(String fields) {
    assertThat(of(fields, new Faults())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{drop: [ALL]}|''",
        "{drop: [all]}|''",
        "{drop: [ALL], add: [NET_BIND_SERVICE]}|NET_BIND_SERVICE",
        "{drop: [ALL], add: [CAP_CHOWN, kill]}|CHOWN KILL",
        "{drop: [ALL], add: [SYS_PTRACE]}|SYS_PTRACE",
        "{drop: [ALL, KILL], add: [KILL, CHOWN]}|CHOWN",
      })
  void singleOnesComeAfterAll(String capabilities, String left) {
    var faults = new Faults();

    assertThat(of("securityContext: {capabilities: " + capabilities + "}", faults))
        .isEqualTo(Optional.of(left.isEmpty() ? List.of() : List.of(left.split(" "))));
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void whatIsDroppedIsTakenFromWhatARuntimeGives() {
    var left = new ArrayList<>(BY_DEFAULT);
    left.removeAll(List.of("NET_RAW", "MKNOD"));

    assertThat(
            of(
                "securityContext: {capabilities: {drop: [NET_RAW, MKNOD, SYS_ADMIN]}}",
                new Faults()))
        .isEqualTo(Optional.of(left));
  }

  @Test
  void whatIsAddedComesToIt() {
    var more = new ArrayList<>(BY_DEFAULT);
    more.add("SYS_PTRACE");

    assertThat(of("securityContext: {capabilities: {add: [SYS_PTRACE, CHOWN]}}", new Faults()))
        .isEqualTo(Optional.of(more));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[NET_ADMIN]|[NET_ADMIN]",
        "[ALL]|[ALL]",
        "[CHOWN, SYS_ADMIN, SYS_PTRACE, BPF]|[SYS_ADMIN, BPF]",
      })
  void whatFargateDoesNotHaveIsRefused(String add, String named) {
    var faults = new Faults();

    of("securityContext: {capabilities: {add: " + add + "}}", faults);

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                Fault.Kind.UNSUPPORTED,
                Optional.of("web"),
                "capabilities "
                    + named
                    + ": Fargate adds SYS_PTRACE only (instead: SYS_PTRACE, and those that a runtime gives"
                    + " by itself)"));
  }

  private static Optional<List<String>> of(String fields, Faults faults) {
    return Capabilities.of(Yaml.container(fields), faults);
  }
}
