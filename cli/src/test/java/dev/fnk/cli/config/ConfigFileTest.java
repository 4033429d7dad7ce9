package dev.fnk.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab: x\\nlabb: y                     | 2:1  | unknown setting 'labb'; the file has: lab, region",
        "network:\\n  vpcCidrs: 10.0.0.0/16    | 2:3  | unknown setting 'network.vpcCidrs'; 'network' has: vpcCidr, zones, endpointCidrs",
        "lab: [a]                            | 1:6  | lab: expected a DNS label",
        "lab: 7                              | 1:6  | got 7",
        "local: maybe                        | 1:8  | local: expected true or false, got \"maybe\"",
        "network: here                       | 1:10 | network: expected settings (vpcCidr, zones, endpointCidrs), got \"here\"",
        "network:\\n  endpointCidrs: 0.0.0.0/0 | 2:18 | expected a list of at least one IPv4 range",
        "network:\\n  endpointCidrs: [0]      | 2:19 | network.endpointCidrs[0]: expected a text, got 0",
        "kubelet:\\n  cpu: 300                 | 2:8  | kubelet.cpu: expected one of [256,",
        "kubelet:\\n  cpu: 512.5               | 2:8  | kubelet.cpu: expected one of",
        "workload:\\n  replicas: three         | 2:13 | workload.replicas: expected a whole number from 0 to 1000, got \"three\"",
        "lab:                                | 1:5  | lab: expected a DNS label"
      })
  void aMistakeIsToldWithLineColumnAndWhatWasExpected(String text, String place, String reason) {
    assertThatThrownBy(() -> ConfigFile.parse(text.replace("\\n", "\n"), "fnk.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("fnk.yaml:" + place + ": ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"network:\\n  vpcCidr: [10.0.0.0/16\\n", "lab: x\\nlab: y", "- lab", "lab: 'x"})
  void whatIsNotYamlSettingsIsToldWithItsPlace(String text) {
    assertThatThrownBy(() -> ConfigFile.parse(text.replace("\\n", "\n"), "fnk.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("(?s)fnk\\.yaml:\\d+:\\d+: .+");
  }

  @Test
  void anEmptyFileSetsNothing() {
    assertThat(ConfigFile.parse("", "fnk.yaml")).isEmpty();
    assertThat(ConfigFile.parse("# nothing\n", "fnk.yaml")).isEmpty();
    assertThat(ConfigFile.parse("network:\n", "fnk.yaml")).isEmpty();
  }
}
