package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.reference.ConfigMapData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the kubelet's volume plugins; modes are in octal, as {@code path:mode:owner=data}. */
class VolumeContentsTest {
  private final Faults faults = new Faults();
  private Given given;

  @BeforeEach
  void cluster() {
    given =
        new Given()
            .configMap(
                "settings",
                new ConfigMapData(
                    Map.of("a.conf", "A", "b.conf", "B"),
                    Map.of("logo", "L".getBytes(StandardCharsets.UTF_8))))
            .secret("login", "user", "admin", "password", "hunter2")
            .token("", 3607, "token-1")
            .token("", 3600, "token-2")
            .token("vault", 600, "token-3");
  }

  @Test
  void anEmptyDirIsScratch() {
    Volume volume = only("- {name: v, emptyDir: {}}", "");

    assertThat(volume.name()).isEqualTo("v");
    assertThat(volume.scratch()).isTrue();
    assertThat(volume.files()).isEmpty();
    assertThat(volume.group()).isEmpty();
    assertThat(only("- {name: v, emptyDir: {}}", "securityContext: {fsGroup: 5}").group())
        .isEqualTo(OptionalLong.of(5));
  }

  @Test
  void othersAreNotTheAgents() {
    assertThat(
            all(
                """
                - {name: claim, persistentVolumeClaim: {claimName: data}}
                - {name: v, configMap: {name: settings}}
                - {name: host, hostPath: {path: /}}
                - {name: w, emptyDir: {}}
                """,
                ""))
        .extracting(Volume::name)
        .containsExactly("v", "w");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "configMap: {name: settings}|a.conf:644=A b.conf:644=B logo:644=L",
        "configMap: {name: settings, defaultMode: 0400}|a.conf:400=A b.conf:400=B logo:400=L",
        "configMap: {name: settings, items: [{key: logo, path: x/y/z}]}|x/y/z:644=L",
        "configMap: {name: settings, items: [{key: a.conf, path: ./x//y, mode: 0777}]}|x/y:777=A",
        "configMap: {name: settings, defaultMode: 0, items: [{key: a.conf, path: x}]}|x:0=A",
        "configMap: {name: settings, items: [{key: a.conf, path: x}, {key: b.conf, path: x}]}"
            + "|x:644=B",
        "configMap: {name: settings, optional: true, items: [{key: none, path: y},"
            + " {key: b.conf, path: x}]}|x:644=B",
        "configMap: {name: none, optional: true}|''",
        "secret: {secretName: login}|password:644=hunter2 user:644=admin",
        "secret: {secretName: login, defaultMode: 0440, items: [{key: user, path: u},"
            + " {key: password, path: p, mode: 0600}]}|p:600=hunter2 u:440=admin",
        "secret: {secretName: login, optional: true, items: [{key: none, path: y}]}|''",
        "secret: {secretName: none, optional: true}|''",
        "downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}"
            + "|labels:644=app=\"web\"",
        "downwardAPI: {defaultMode: 0400, items: [{path: n, fieldRef: {fieldPath: metadata.name}},"
            + " {path: d/m, mode: 0444, resourceFieldRef: {containerName: web,"
            + " resource: limits.memory, divisor: 1Mi}}]}|d/m:444=1024 n:400=web-1",
        "downwardAPI: {items: [{path: nothing}]}|nothing:644=",
        "configMap: {name: settings, defaultUser: 7, items: [{key: a.conf, path: x},"
            + " {key: b.conf, path: y, user: 0}]}|x:644:7=A y:644:0=B",
        "secret: {secretName: login, items: [{key: user, path: x, user: 2147483647}]}"
            + "|x:644:2147483647=admin",
        "downwardAPI: {defaultUser: 7, items: [{path: x}, {path: y, user: 8}]}|x:644:7= y:644:8=",
        "projected: {defaultUser: 7, sources: [{serviceAccountToken: {path: t}},"
            + " {serviceAccountToken: {path: u, user: 8}}]}|t:644:7=token-2 u:644:8=token-2",
      })
  void files(String source, String files) {
    assertThat(shown(only("- {name: v, " + source + "}", ""))).isEqualTo(files);
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void sourcesAreProjectedIntoOneAndTheLaterWins() {
    assertThat(
            shown(
                only(
                    """
                    - name: v
                      projected:
                        defaultMode: 0400
                        sources:
                        - {configMap: {name: settings, items: [{key: a.conf, path: x}]}}
                        - {secret: {name: login, items: [{key: user, path: x, mode: 0440}]}}
                        - {secret: {name: none, optional: true}}
                        - {configMap: {name: none, optional: true}}
                        - {downwardAPI: {items: [{path: n, fieldRef: {fieldPath: metadata.uid}}]}}
                        - {serviceAccountToken: {path: token, expirationSeconds: 3607}}
                        - {serviceAccountToken: {path: t/default}}
                        - {serviceAccountToken: {path: t/v, audience: vault, expirationSeconds: 600}}
                        - {}
                    """,
                    "")))
        .isEqualTo(
            "n:400=uid-1 t/default:400=token-2 t/v:400=token-3 token:400=token-1 x:440=admin");
    assertThat(faults.all()).isEmpty();
  }

  /** The group reads all; the mode says the rest. */
  @Test
  void theFsGroupOwnsAndReadsAll() {
    Volume volume =
        only(
            """
            - name: v
              secret:
                secretName: login
                defaultMode: 0400
                items: [{key: user, path: u}, {key: password, path: p, mode: 0207}]
            """,
            "securityContext: {fsGroup: 5}");

    assertThat(volume.group()).isEqualTo(OptionalLong.of(5));
    assertThat(volume.scratch()).isFalse();
    assertThat(shown(volume)).isEqualTo("p:647=hunter2 u:440=admin");
  }

  /** What the API server's ServiceAccount admission puts into every pod. */
  @Test
  void theAccessToTheApiServer() {
    given.configMap("kube-root-ca.crt", "ca.crt", "CA");

    assertThat(
            shown(
                only(
                    """
                    - name: kube-api-access-x7k2p
                      projected:
                        defaultMode: 420
                        sources:
                        - serviceAccountToken: {expirationSeconds: 3607, path: token}
                        - configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}
                        - downwardAPI:
                            items:
                            - path: namespace
                              fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}
                    """,
                    "")))
        .isEqualTo("ca.crt:644=CA namespace:644=ns token:644=token-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "configMap: {name: none}|configmap \"none\" not found",
        "configMap: {name: settings, items: [{key: none, path: x}]}"
            + "|configmap references non-existent config key: none",
        "secret: {secretName: none}|secret \"none\" not found",
        "secret: {secretName: login, items: [{key: none, path: x}]}"
            + "|references non-existent secret key: none",
        "downwardAPI: {items: [{path: x, fieldRef: {fieldPath: status.podIP}}]}"
            + "|unsupported fieldPath: status.podIP",
        "downwardAPI: {items: [{path: x, resourceFieldRef: {resource: limits.cpu}}]}"
            + "|container  not found",
        "secret: {secretName: login, items: [{key: user, path: ../x}]}"
            + "|invalid path: must not contain '..': ../x",
        "secret: {secretName: login, items: [{key: user, path: x}, {key: user, path: x/y}]}"
            + "|conflicting paths: x is to be a file and the directory of x/y",
        "secret: {secretName: login, items: [{key: user, path: a/b/c/d}, {key: user, path: a/b}]}"
            + "|conflicting paths: a/b is to be a file and the directory of a/b/c/d",
        "projected: {sources: [{serviceAccountToken: {path: t, audience: other}}]}"
            + "|failed to fetch token: there is none yet",
      })
  void whatCannotBeLaidIsToldAsTheKubeletDoes(String source, String reason) {
    assertThat(all("- {name: v, " + source + "}\n- {name: w, emptyDir: {}}", ""))
        .extracting(Volume::name)
        .containsExactly("w");

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                Fault.Kind.MOUNT,
                Optional.empty(),
                "MountVolume.SetUp failed for volume \"v\" : " + reason));
  }

  @Test
  void eachSourceThatIsNotThereIsTold() {
    assertThat(
            all(
                """
                - name: v
                  projected:
                    sources:
                    - {configMap: {name: no-map}}
                    - {secret: {name: no-secret}}
                    - {secret: {name: login}}
                    - {clusterTrustBundle: {name: b, path: x}}
                    - {podCertificate: {signerName: s/s, keyType: ED25519}}
                """,
                ""))
        .isEmpty();

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                Fault.Kind.MOUNT,
                Optional.empty(),
                "MountVolume.SetUp failed for volume \"v\" : configmap \"no-map\" not found"),
            new Fault(
                Fault.Kind.MOUNT,
                Optional.empty(),
                "MountVolume.SetUp failed for volume \"v\" : secret \"no-secret\" not found"),
            new Fault(
                Fault.Kind.UNSUPPORTED,
                Optional.empty(),
                "volume v: clusterTrustBundle: a node may not read them"
                    + " (instead: a configMap with the same)"),
            new Fault(
                Fault.Kind.UNSUPPORTED,
                Optional.empty(),
                "volume v: podCertificate: the node asks for none yet (instead: a secret with a"
                    + " certificate)"));
  }

  private Volume only(String volumes, String fields) {
    List<Volume> all = all(volumes, fields);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private List<Volume> all(String volumes, String fields) {
    var pod = Yaml.pod(fields + "\ncontainers: [{name: web, image: nginx}]\nvolumes:\n" + volumes);
    pod.getMetadata().setLabels(Map.of("app", "web"));
    return new VolumeContents(pod, given.inputs(pod), faults).all();
  }

  static String shown(Volume volume) {
    return String.join(" ", volume.files().stream().map(VolumeContentsTest::shown).toList());
  }

  private static String shown(Volume.File file) {
    OptionalInt owner = file.uid();
    return file.path()
        + ":"
        + Integer.toOctalString(file.mode())
        + (owner.isPresent() ? ":" + owner.getAsInt() : "")
        + "="
        + new String(file.data(), StandardCharsets.UTF_8);
  }
}
