package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.reference.ConfigMapData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the kubelet's makeEnvironmentVariables. */
class EnvironmentTest {
  private final Faults faults = new Faults();
  private Given given;

  @BeforeEach
  void cluster() {
    given =
        new Given()
            .configMap("settings", "COLOR", "red", "size", "7")
            .configMap("binary", new ConfigMapData(Map.of("A", "1"), Map.of("B", new byte[] {1})))
            .secret("login", "USER", "admin", "PASSWORD", "hunter2");
  }

  @Test
  void inTheOrderOfTheSpecAndTheLaterWins() {
    assertThat(ofPod("env: [{name: B, value: '1'}, {name: A, value: '2'}, {name: B, value: '3'}]"))
        .containsExactly(Map.entry("B", "3"), Map.entry("A", "2"));
  }

  @Test
  void textsKnowWhatCameBefore() {
    assertThat(
            ofPod(
                """
                envFrom: [{configMapRef: {name: settings}}]
                env:
                - {name: LATER, value: '$(AFTER) $(COLOR)'}
                - {name: AFTER, value: x}
                - {name: COLOR, value: 'dark$(COLOR)'}
                - {name: HOST, value: '$(DB_SERVICE_HOST):$(DB_SERVICE_PORT) $$(COLOR)'}
                - {name: PATHS, value: '$(PATH) $(HOSTNAME)'}
                """))
        .containsEntry("LATER", "$(AFTER) red")
        .containsEntry("COLOR", "darkred")
        .containsEntry("HOST", "172.20.0.5:5432 $(COLOR)")
        .containsEntry("PATHS", "$(PATH) $(HOSTNAME)");
  }

  /** A variable that the container declares hides a service's also from expansion. */
  @Test
  void ownVariablesHideThoseOfServices() {
    assertThat(
            ofPod(
                """
                env:
                - {name: DB_SERVICE_HOST, value: localhost}
                - {name: URL, value: 'db://$(DB_SERVICE_HOST)'}
                """))
        .containsEntry("DB_SERVICE_HOST", "localhost")
        .containsEntry("URL", "db://localhost")
        .containsEntry("DB_SERVICE_PORT", "5432");
  }

  @Test
  void envFromWithPrefixAndInItsOrder() {
    assertThat(
            ofPod(
                """
                envFrom:
                - {configMapRef: {name: settings}}
                - {prefix: S_, secretRef: {name: login}}
                - {prefix: '', configMapRef: {name: binary}}
                - {prefix: C_, configMapRef: {name: settings}}
                """))
        .containsExactly(
            Map.entry("COLOR", "red"),
            Map.entry("size", "7"),
            Map.entry("S_PASSWORD", "hunter2"),
            Map.entry("S_USER", "admin"),
            Map.entry("A", "1"),
            Map.entry("C_COLOR", "red"),
            Map.entry("C_size", "7"));
  }

  @Test
  void envWinsOverEnvFromAndTheLaterOfEnvFromOverTheEarlier() {
    given.configMap("other", "COLOR", "blue", "size", "8");

    assertThat(
            ofPod(
                """
                envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: other}}]
                env: [{name: COLOR, value: green}]
                """))
        .containsExactly(Map.entry("COLOR", "green"), Map.entry("size", "8"));
  }

  @Test
  void keysOfSecretsAndConfigMaps() {
    assertThat(
            ofPod(
                """
                env:
                - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: size}}}
                - {name: B, valueFrom: {secretKeyRef: {name: login, key: PASSWORD}}}
                - {name: C, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: D, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}
                - {name: E, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                - {name: F, valueFrom: {}}
                - {name: G}
                - {name: H, value: '', valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                """))
        .containsExactly(
            Map.entry("A", "7"),
            Map.entry("B", "hunter2"),
            Map.entry("C", "10.0.1.5"),
            Map.entry("D", "10.0.0.9,2001:db8::9"),
            Map.entry("E", "1024"),
            Map.entry("F", ""),
            Map.entry("G", ""),
            Map.entry("H", "web-1"));
  }

  @Test
  void whatIsOptionalAndNotThereLeavesTheEarlierValue() {
    assertThat(
            ofPod(
                """
                envFrom:
                - {configMapRef: {name: settings}}
                - {configMapRef: {name: none, optional: true}}
                - {secretRef: {name: none, optional: true}}
                env:
                - {name: COLOR, valueFrom: {configMapKeyRef: {name: none, key: k, optional: true}}}
                - {name: size, valueFrom: {secretKeyRef: {name: login, key: k, optional: true}}}
                - {name: X, valueFrom: {secretKeyRef: {name: none, key: k, optional: true}}}
                - {name: Y, valueFrom: {configMapKeyRef: {name: settings, key: k, optional: true}}}
                """))
        .containsExactly(Map.entry("COLOR", "red"), Map.entry("size", "7"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "envFrom: [{configMapRef: {name: none}}]|configmap \"none\" not found",
        "envFrom: [{secretRef: {name: none}}]|secret \"none\" not found",
        "envFrom: [{secretRef: {name: none, optional: false}}]|secret \"none\" not found",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: k}}}]"
            + "|configmap \"none\" not found",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: k}}}]"
            + "|couldn't find key k in ConfigMap ns/settings",
        "env: [{name: A, valueFrom: {configMapKeyRef: {name: binary, key: B}}}]"
            + "|couldn't find key B in ConfigMap ns/binary",
        "env: [{name: A, valueFrom: {secretKeyRef: {name: none, key: k}}}]"
            + "|secret \"none\" not found",
        "env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: k}}}]"
            + "|couldn't find key k in Secret ns/login",
        "env: [{name: A, valueFrom: {secretKeyRef: {key: k}}}]|secret \"\" not found",
        "env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.phase}}}]"
            + "|unsupported fieldPath: status.phase",
        "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi}}}]"
            + "|unsupported container resource : limits.hugepages-2Mi",
      })
  void whatIsMissingIsToldInTheKubeletsWords(String fields, String message) {
    ofPod(fields);

    assertFault(Fault.Kind.CONTAINER_CONFIG, message);
  }

  @Test
  void allThatIsMissingIsTold() {
    ofPod(
        """
        envFrom: [{configMapRef: {name: none}}, {secretRef: {name: none}}]
        env:
        - {name: A, valueFrom: {secretKeyRef: {name: login, key: k}}}
        - {name: B, valueFrom: {secretKeyRef: {name: login, key: k}}}
        - {name: C, valueFrom: {configMapKeyRef: {name: settings, key: k}}}
        """);

    assertThat(faults.all().stream().map(Fault::message))
        .containsExactly(
            "configmap \"none\" not found",
            "secret \"none\" not found",
            "couldn't find key k in Secret ns/login",
            "couldn't find key k in ConfigMap ns/settings");
  }

  @Test
  void filesOfVariablesAreRefused() {
    ofPod(
        """
        env:
        - {name: A, valueFrom: {fileKeyRef: {volumeName: v, path: p, key: k}}}
        """);

    assertFault(
        Fault.Kind.UNSUPPORTED,
        "variable A: fileKeyRef: files of the pod are not read for variables yet (instead:"
            + " configMapKeyRef, secretKeyRef)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: FNK_X, value: '1'}]|FNK_X",
        "envFrom: [{prefix: FNK_, configMapRef: {name: binary}}]|FNK_A",
      })
  void theNodesNamesAreRefused(String fields, String name) {
    ofPod(fields);

    assertFault(
        Fault.Kind.UNSUPPORTED,
        "variable " + name + ": names that begin with FNK_ are the node's (instead: another name)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: '', value: x}]|variable \"\": no environment has such a name",
        "env: [{name: A=B, value: x}]|variable \"A=B\": no environment has such a name",
        "env: [{name: =B, value: x}]|variable \"=B\": no environment has such a name",
        "env: [{name: \"\\0B\", value: x}]|variable \"\0B\": no environment has such a name",
        "env: [{name: A, value: \"\\0x\"}]|variable A: the value has a zero byte",
        "env: [{name: A, valueFrom: {secretKeyRef: {name: octets, key: zero}}}]"
            + "|variable A: the value has a zero byte",
        "env: [{name: A, valueFrom: {secretKeyRef: {name: octets, key: latin}}}]"
            + "|variable A: the value is not text in UTF-8",
      })
  void whatNoEnvironmentCanHoldIsToldWithoutItsValue(String fields, String message) {
    given.secret("octets", Map.of("zero", new byte[] {'x', 0}, "latin", new byte[] {(byte) 0xe4}));

    ofPod(fields);

    assertFault(Fault.Kind.CONTAINER, message);
  }

  /** Kubernetes takes any printable name since 1.34; none is left out. */
  @Test
  void namesThatNoShellTakesAreCarried() {
    given.configMap("odd", "a.b-c", "1", "0", "2");

    assertThat(ofPod("envFrom: [{configMapRef: {name: odd}}]\nenv: [{name: 'x y', value: z}]"))
        .containsExactly(Map.entry("0", "2"), Map.entry("a.b-c", "1"), Map.entry("x y", "z"));
  }

  @Test
  void servicesComeLastInTheMapAndLoseAgainstAll() {
    assertThat(environment().ofPod(Yaml.container("env: [{name: DB_SERVICE_PORT, value: '1'}]")))
        .containsExactly(
            Map.entry("DB_SERVICE_PORT", "1"), Map.entry("DB_SERVICE_HOST", "172.20.0.5"));
  }

  private Map<String, String> ofPod(String fields) {
    Map<String, String> variables = environment().ofPod(Yaml.container(fields));
    var own = new LinkedHashMap<>(variables);
    if (!fields.contains("DB_")) {
      assertThat(own.remove("DB_SERVICE_HOST")).isEqualTo("172.20.0.5");
      assertThat(own.remove("DB_SERVICE_PORT")).isEqualTo("5432");
    }
    return own;
  }

  private Environment environment() {
    var pod = Yaml.pod("containers: [{name: web, image: nginx}]");
    return new Environment(
        pod,
        given.inputs(pod),
        Map.of("DB_SERVICE_PORT", "5432", "DB_SERVICE_HOST", "172.20.0.5"),
        faults);
  }

  private void assertFault(Fault.Kind kind, String message) {
    assertThat(faults.all()).containsExactly(new Fault(kind, Optional.of("web"), message));
  }
}
