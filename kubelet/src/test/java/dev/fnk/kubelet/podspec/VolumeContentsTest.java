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

  /** By FsUserFrom: one user of all containers may read a token alone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|{}|{}|t:644=token-2",
        "{runAsUser: 7}|{}|{}|t:600:7=token-2",
        "{}|{runAsUser: 7}|{runAsUser: 7}|t:600:7=token-2",
        "{}|{runAsUser: 7}|{}|t:644=token-2",
        "{}|{}|{runAsUser: 7}|t:644=token-2",
        "{}|{runAsUser: 7}|{runAsUser: 8}|t:644=token-2",
        "{runAsUser: 7}|{runAsUser: 8}|{}|t:644=token-2",
        "{runAsUser: 0}|{}|{}|t:600:0=token-2",
        "{runAsUser: 2147483647}|{}|{}|t:600:2147483647=token-2",
        "{runAsUser: 2147483648}|{}|{}|t:644=token-2",
        "{fsGroup: 5}|{}|{}|t:640=token-2",
        "{fsGroup: 5, runAsUser: 7}|{}|{}|t:640:7=token-2",
      })
  void whoReadsAToken(String pods, String init, String own, String file) {
    var pod =
        Yaml.pod(
            """
            securityContext: %s
            initContainers: [{name: prepare, image: busybox, securityContext: %s}]
            containers: [{name: web, image: nginx, securityContext: %s}]
            volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]
            """
                .formatted(pods, init, own));

    assertThat(shown(new VolumeContents(pod, given.inputs(pod), faults).all().getFirst()))
        .isEqualTo(file);
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
                "volume v: clusterTrustBundle: a node may not read them"),
            new Fault(
                Fault.Kind.UNSUPPORTED,
                Optional.empty(),
                "volume v: podCertificate is not supported yet"));
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

  private static String shown(Volume volume) {
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
