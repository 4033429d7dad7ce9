package dev.fnk.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.config.LabConfig.RegistrationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SettingsTest {
  @TempDir private Path directory;

  @Test
  void everyDefaultIsPinned() {
    assertThat(load(Map.of(), Map.of()).toLabConfig())
        .isEqualTo(
            new LabConfig(
                "eks-lab",
                "eu-west-1",
                Optional.empty(),
                false,
                "1.36",
                Architecture.AMD64,
                new LabConfig.Cluster(LabConfig.SupportType.STANDARD, List.of()),
                new LabConfig.Network(
                    Cidr.of("10.0.0.0/16"), List.of(), List.of(Cidr.of("0.0.0.0/0"))),
                new LabConfig.Containers(
                    List.of(Cidr.of("0.0.0.0/0")),
                    List.of(
                        new PortRange(80, 80), new PortRange(443, 443), new PortRange(8080, 8080)),
                    List.of(),
                    List.of(),
                    List.of(),
                    7),
                new LabConfig.Kubelet(
                    "virtual-kubelet",
                    512,
                    1024,
                    true,
                    LabConfig.Capacity.OF_THE_ACCOUNT,
                    LabConfig.Tracing.OFF,
                    Optional.empty()),
                new LabConfig.Registration(RegistrationMode.AWS_AUTH),
                new LabConfig.Workload(3, "default")));
  }

  @Test
  void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeTheDefault() throws IOException {
    Path file = write("lab: from-file\nregion: eu-north-1\nworkload:\n  namespace: from-file\n");
    Settings settings =
        Settings.load(
            Optional.of(file),
            Map.of("FNK_LAB", "from-env", "FNK_REGION", "us-east-1"),
            Map.of(Setting.LAB, "from-flag"));

    assertThat(settings.all())
        .filteredOn(
            one ->
                List.of("lab", "region", "workload.namespace", "workload.replicas")
                    .contains(one.setting().path()))
        .extracting(one -> one.value().plain() + " " + one.origin())
        .containsExactly(
            "from-flag --lab", "us-east-1 FNK_REGION", "3 default", "from-file " + file + ":4:14");
  }

  @Test
  void allKeysOfTheFileAreRead() throws IOException {
    Path file =
        write(
            """
            lab: other
            region: us-west-2
            profile: work
            local: true
            kubernetesVersion: 1.30
            architecture: arm64
            cluster:
              supportType: extended
              admins: ["arn:aws:iam::111122223333:role/path/operators"]
            network:
              vpcCidr: 10.7.0.0/18
              zones: [usw2-az1, us-west-2b]
              endpointCidrs: [192.0.2.0/24]
            containers:
              ingressCidrs:
                - 198.51.100.0/24
                - 203.0.113.7/32
              ingressPorts: [80, "8000-8100"]
              repositories: ["arn:aws:ecr:us-east-1:444455556666:repository/team/app"]
              podRoles: ["arn:aws:iam::111122223333:role/path/orders"]
              tagLabels: [app.kubernetes.io/name, team]
              logRetentionDays: 30
            kubelet:
              nodeName: node-1
              cpu: 1024
              memory: 4096
              tainted: false
              capacity:
                cpu: 16
                memory: 65536
              tracing:
                endpoint: http://collector.example:4318
                samplingRatePerMillion: 1000
              baseImage: base.tar
            registration:
              mode: access-entry
            workload:
              replicas: 0
              namespace: apps
            """);
    assertThat(Settings.load(Optional.of(file), Map.of(), Map.of()).toLabConfig())
        .isEqualTo(
            new LabConfig(
                "other",
                "us-west-2",
                Optional.of("work"),
                true,
                "1.30",
                Architecture.ARM64,
                new LabConfig.Cluster(
                    LabConfig.SupportType.EXTENDED,
                    List.of("arn:aws:iam::111122223333:role/path/operators")),
                new LabConfig.Network(
                    Cidr.of("10.7.0.0/18"),
                    List.of("usw2-az1", "us-west-2b"),
                    List.of(Cidr.of("192.0.2.0/24"))),
                new LabConfig.Containers(
                    List.of(Cidr.of("198.51.100.0/24"), Cidr.of("203.0.113.7/32")),
                    List.of(new PortRange(80, 80), new PortRange(8000, 8100)),
                    List.of("arn:aws:ecr:us-east-1:444455556666:repository/team/app"),
                    List.of("arn:aws:iam::111122223333:role/path/orders"),
                    List.of("app.kubernetes.io/name", "team"),
                    30),
                new LabConfig.Kubelet(
                    "node-1",
                    1024,
                    4096,
                    false,
                    new LabConfig.Capacity(OptionalInt.of(16), OptionalInt.of(65536)),
                    new LabConfig.Tracing(Optional.of("http://collector.example:4318"), 1000),
                    Optional.of("base.tar")),
                new LabConfig.Registration(RegistrationMode.ACCESS_ENTRY),
                new LabConfig.Workload(0, "apps")));
  }

  @ParameterizedTest
  @CsvSource({
    "LAB, FNK_LAB",
    "VPC_CIDR, FNK_NETWORK_VPC_CIDR",
    "LOG_RETENTION_DAYS, FNK_CONTAINERS_LOG_RETENTION_DAYS",
    "KUBERNETES_VERSION, FNK_KUBERNETES_VERSION"
  })
  void variablesAreNamedAfterTheirPath(Setting setting, String variable) {
    assertThat(setting.variable()).isEqualTo(variable);
  }

  @Test
  void listsOfTheEnvironmentAreSeparatedByCommas() {
    assertThat(
            load(Map.of("FNK_NETWORK_ENDPOINT_CIDRS", "192.0.2.0/24, 10.0.0.0/8"), Map.of())
                .toLabConfig()
                .network()
                .endpointCidrs())
        .containsExactly(Cidr.of("192.0.2.0/24"), Cidr.of("10.0.0.0/8"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FNK_LAB                         | Eks       | DNS label",
        "FNK_LAB                         | a-        | DNS label",
        "FNK_REGION                      | ireland   | AWS region",
        "FNK_LOCAL                       | yes       | true or false",
        "FNK_NETWORK_VPC_CIDR            | 10.0.0.0/24 | /16 to /19",
        "FNK_NETWORK_VPC_CIDR            | 10.0.1.0/16 | /16 to /19",
        "FNK_NETWORK_ZONES               | eu-west-1a | two names or ids",
        "FNK_NETWORK_ZONES               | euw1-az1,euw1-az1 | two names or ids",
        "FNK_NETWORK_ENDPOINT_CIDRS      | home      | at least one IPv4 range",
        "FNK_CONTAINERS_INGRESS_PORTS    | 70000     | ports or ranges",
        "FNK_CONTAINERS_INGRESS_PORTS    | 90-80     | ports or ranges",
        "FNK_CONTAINERS_INGRESS_PORTS    | http      | ports or ranges",
        "FNK_CONTAINERS_LOG_RETENTION_DAYS | 8       | one of [1, 3, 5, 7",
        "FNK_KUBELET_CPU                 | 300       | 256, 512",
        "FNK_KUBELET_MEMORY              | 1500      | 1024 to 4096 in steps of 1024",
        "FNK_KUBELET_MEMORY              | much      | whole number",
        "FNK_WORKLOAD_REPLICAS           | -1        | 0 to 1000",
        "FNK_REGISTRATION_MODE           | masters   | aws-auth or access-entry",
        "FNK_CLUSTER_SUPPORT_TYPE        | basic     | STANDARD or EXTENDED",
        "FNK_CLUSTER_ADMINS              | ann       | ARNs of IAM roles and users",
        "FNK_CLUSTER_ADMINS | arn:aws:sts::111122223333:assumed-role/a/b | ARNs of IAM roles",
        "FNK_ARCHITECTURE                | x86_64    | amd64 or arm64",
        "FNK_CONTAINERS_REPOSITORIES     | team/app  | a list of ARNs",
        "FNK_KUBERNETES_VERSION          | latest    | 1.36",
        "FNK_KUBERNETES_VERSION          | 1.29      | 1.30 or later",
        "FNK_KUBERNETES_VERSION          | 1.3       | 1.30 or later"
      })
  void aBadValueIsRefusedWithItsVariableAndWhatWasExpected(
      String variable, String value, String expected) {
    assertThatThrownBy(() -> load(Map.of(variable, value), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(variable)
        .hasMessageContaining(expected)
        .hasMessageContaining(value);
  }

  @ParameterizedTest
  @CsvSource({
    "256,2048,true",
    "256,1536,false",
    "4096,30720,true",
    "8192,20480,true",
    "8192,20481,false"
  })
  void fargateHasOnlySomeSizes(int cpu, int memory, boolean fits) {
    assertThat(FargateSizes.of(cpu).orElseThrow().takes(memory)).isEqualTo(fits);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void theDefaultOfEverySettingKeepsItsRule(Setting setting) {
    assertThat(setting.defaultValue().stream()).allMatch(setting.rule()::holds);
  }

  @Test
  void theFileOfTheWorkingDirectoryCountsUnlessOneIsNamed() throws IOException {
    assertThat(Settings.findFile(Optional.empty(), Map.of(), directory)).isEmpty();
    Path implicit = write("");
    Path named = Files.writeString(directory.resolve("other.yaml"), "");
    assertThat(Settings.findFile(Optional.empty(), Map.of(), directory)).contains(implicit);
    assertThat(Settings.findFile(Optional.of(Path.of("other.yaml")), Map.of(), directory))
        .contains(named);
    assertThat(Settings.findFile(Optional.empty(), Map.of("FNK_CONFIG", "other.yaml"), directory))
        .contains(named);
    assertThatThrownBy(
            () -> Settings.findFile(Optional.of(Path.of("absent.yaml")), Map.of(), directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("absent.yaml");
  }

  @Test
  void aConfigurationFileThatIsNoneIsNotPassedOver() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("fnk.yaml"));
    assertThat(Settings.findFile(Optional.empty(), Map.of("FNK_CONFIG", " "), directory))
        .contains(folder);
    assertThatThrownBy(() -> Settings.load(Optional.of(folder), Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fnk.yaml: expected a file, got a directory");

    Files.delete(folder);
    Path nowhere = Files.createSymbolicLink(folder, directory.resolve("absent"));
    assertThat(Settings.findFile(Optional.empty(), Map.of(), directory)).contains(nowhere);
    assertThatThrownBy(() -> Settings.load(Optional.of(nowhere), Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fnk.yaml: no such file");
  }

  @Test
  void theSchemaKnowsEverySettingAndNoOther() {
    var document = ConfigSchema.document();
    assertThat(document).containsEntry("additionalProperties", false);
    for (Setting setting : Setting.values()) {
      Object node = document;
      for (String part : setting.path().split("\\.")) {
        node = ((Map<?, ?>) ((Map<?, ?>) node).get("properties")).get(part);
      }
      assertThat((Map<?, ?>) node)
          .as(setting.path())
          .extracting("type")
          .isEqualTo(setting.type().schemaType());
    }
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("fnk.yaml"), text);
  }

  private static Settings load(Map<String, String> environment, Map<Setting, String> flags) {
    return Settings.load(Optional.empty(), environment, flags);
  }
}
