package dev.fnk.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.config.ConfigException;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestReaderTest {
  private static Manifest read(String text) {
    return ManifestReader.read("pods.yaml", text, "node-1");
  }

  private static PodTemplate one(String text) {
    List<PodTemplate> pods = read(text).pods();
    assertThat(pods).hasSize(1);
    return pods.getFirst();
  }

  private static PodSpec pod(String spec) {
    return one("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {%s}}".formatted(spec))
        .pod()
        .getSpec();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Deployment | spec: {replicas: 3, template: HERE} | web-(suffix) | 3",
        "Deployment | spec: {template: HERE} | web-(suffix) | 1",
        "ReplicaSet | spec: {replicas: 2, template: HERE} | web-(suffix) | 2",
        "ReplicationController | spec: {replicas: 2, template: HERE} | web-(suffix) | 2",
        "StatefulSet | spec: {replicas: 2, template: HERE} | web-0 | 2",
        "DaemonSet | spec: {template: HERE} | web-(suffix) | 1",
        "Job | spec: {parallelism: 4, template: HERE} | web-(suffix) | 4",
        "CronJob | spec: {jobTemplate: {spec: {template: HERE}}} | web-(suffix) | ",
        "PodTemplate | template: HERE | web-(suffix) | ",
      })
  void whateverMakesPodsIsRead(String kind, String fields, String podName, Integer replicas) {
    String template =
        "{metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: nginx}]}}";
    PodTemplate found =
        one(
            "{apiVersion: v1, kind: %s, metadata: {name: web, namespace: ns}, %s}"
                .formatted(kind, fields.replace("HERE", template)));

    assertThat(found).hasToString(kind + " ns/web");
    assertThat(found.replicas())
        .isEqualTo(replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas));
    assertThat(found.pod().getMetadata().getName()).isEqualTo(podName);
    assertThat(found.pod().getMetadata().getNamespace()).isEqualTo("ns");
    assertThat(found.pod().getMetadata().getLabels()).containsEntry("app", "x");
    assertThat(found.pod().getSpec().getNodeName()).isEqualTo("node-1");
    assertThat(found.pod().getSpec().getContainers().getFirst().getImage()).isEqualTo("nginx");
  }

  /** As charts leave them behind: an API server takes them as not there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "volumes: null",
        "initContainers: null",
        "tolerations: null",
        "imagePullSecrets: null",
        "hostAliases: null",
        "readinessGates: null",
        "securityContext: {supplementalGroups: null, sysctls: null}",
        "volumes: [{name: v, emptyDir: null}]",
        "volumes: [{name: v, configMap: {name: m, items: null}}]",
        "volumes: [{name: v, projected: {sources: null}}]",
        "dnsConfig: {nameservers: null, searches: null, options: null}",
      })
  void fieldsThatAreNullAreNotThere(String field) {
    PodSpec without = pod("containers: [{name: c, image: x}]");

    PodSpec with =
        pod(
            """
            containers: [{name: c, image: x, env: null, envFrom: null, args: null, command: null,
              ports: null, volumeMounts: null, resources: {limits: null, requests: null},
              securityContext: {capabilities: {add: null, drop: null}},
              lifecycle: {preStop: {exec: {command: null}}}}], %s"""
                .formatted(field));

    assertThat(with.getContainers().getFirst().getVolumeMounts())
        .isEqualTo(without.getContainers().getFirst().getVolumeMounts());
    assertThat(with.getVolumes()).containsAll(without.getVolumes());
    var lists =
        List.of(
            with.getInitContainers(),
            with.getTolerations(),
            with.getImagePullSecrets(),
            with.getHostAliases(),
            with.getReadinessGates(),
            with.getContainers().getFirst().getEnv(),
            with.getContainers().getFirst().getEnvFrom(),
            with.getContainers().getFirst().getArgs(),
            with.getContainers().getFirst().getPorts(),
            with.getContainers().getFirst().getSecurityContext().getCapabilities().getAdd());
    assertThat(lists).allSatisfy(list -> assertThat(list).isEmpty());
  }

  @Test
  void documentsAndListsAreReadInTheirOrderAndWhatMakesNoPodsIsNamed() {
    Manifest manifest =
        read(
            """
            # a chart
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: &spec {containers: [{name: c, image: x}]}
            ---
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Pod, metadata: {generateName: b-}, spec: {containers: [{name: c, image: x}]}}
            - {apiVersion: v1, kind: Service, metadata: {name: s}}
            - apiVersion: v1
              kind: PodList
              items:
              - {apiVersion: v1, kind: Pod, metadata: {name: d}, spec: {containers: [{name: c, image: x}]}}
            ---
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}}
            """);

    assertThat(manifest.pods())
        .extracting(PodTemplate::toString)
        .containsExactly("Pod default/a", "Pod default/b-(suffix)", "Pod default/d");
    assertThat(manifest.others()).containsExactly("Service/s");
    assertThat(manifest.known()).containsExactly("ConfigMap/m");
  }

  @Test
  void aliasesAndTheScalarsOfOldYamlAreReadAsKubectlDoes() {
    PodSpec spec =
        pod(
            "hostNetwork: yes, volumes: [{name: s, secret: {secretName: s, defaultMode: 0400}}],"
                + " containers: [&c {name: c, image: 'yes', args: ['0400', \"no\"]}]");

    assertThat(spec.getHostNetwork()).isTrue();
    assertThat(spec.getVolumes().getFirst().getSecret().getDefaultMode()).isEqualTo(0400);
    assertThat(spec.getContainers().getFirst().getArgs()).containsExactly("0400", "no");
    assertThat(spec.getContainers().getFirst().getImage()).isEqualTo("yes");
  }

  @Test
  void whatAnApiServerAddsIsAdded() {
    PodSpec spec =
        pod(
            "volumes: [{name: v}], initContainers: [{name: i, image: x}], containers: [{name: c,"
                + " image: x, resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m}}}]");

    assertThat(spec.getVolumes().getFirst().getEmptyDir()).isNotNull();
    assertThat(spec.getContainers().getFirst().getResources().getRequests())
        .containsEntry("cpu", new Quantity("100m"))
        .containsEntry("memory", new Quantity("1Gi"));
    assertThat(spec.getVolumes().getLast().getName()).isEqualTo("kube-api-access");
    assertThat(spec.getContainers().getFirst().getVolumeMounts())
        .extracting("mountPath")
        .containsExactly("/var/run/secrets/kubernetes.io/serviceaccount");
    assertThat(spec.getInitContainers().getFirst().getVolumeMounts()).hasSize(1);
  }

  @Test
  void aTokenThatIsNotWantedIsNotAdded() {
    assertThat(
            pod("automountServiceAccountToken: false, containers: [{name: c, image: x}]")
                .getVolumes())
        .isEmpty();
  }

  @Test
  void aStatefulSetsClaimsAreVolumesOfItsPods() {
    PodTemplate found =
        one(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              template:
                spec:
                  automountServiceAccountToken: false
                  containers: [{name: c, image: x, volumeMounts: [{name: data, mountPath: /data}]}]
              volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]
            """);

    var volume = found.pod().getSpec().getVolumes().getFirst();
    assertThat(volume.getName()).isEqualTo("data");
    assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("data-db-0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a: [' | pods.yaml:1:5: expected YAML: ",
        "'a: 1\na: 2' | pods.yaml:2:1: expected YAML: found duplicate key a",
        "just text | pods.yaml: document 1 is no object of Kubernetes",
        "'{apiVersion: v1, kind: Pod}' | pods.yaml: document 1, Pod: it has no metadata.name",
        "'{apiVersion: v1, kind: Pod, metadata: {name: a}}' | pods.yaml: Pod a: it has no spec",
        "'{apiVersion: v1, kind: Job, metadata: {name: a}}' | pods.yaml: Job a: it has no spec.template",
        "'{apiVersion: v1, kind: List, items: [1]}' | pods.yaml: document 1, items[0] is no object",
      })
  void aBadFileIsToldWithItsPlace(String text, String start) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(start);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | spec.containers: there is none",
        "'containers: [{image: x}]' | spec.containers[0] has no name",
        "'containers: [{name: c}]' | spec.containers[0] has no image",
        "'containers: [{name: c, image: x, ports: [{name: a}]}]' | spec.containers[0].ports: one has no",
        "'containers: [{name: c, image: x, env: [{value: a}]}]' | spec.containers[0].env: one has no",
        "'containers: [{name: c, image: x, volumeMounts: [{name: v}]}]' | spec.containers[0].volumeMounts: one",
        "'containers: [{name: c, image: x}, {name: c, image: y}]' | spec.containers[1]: there is another",
        "'containers: [{name: c, image: x, volumeMounts: [{name: v, mountPath: /}]}]' | spec.containers[0].volumeMounts: there is no volume",
        "'volumes: [{emptyDir: {}}], containers: [{name: c, image: x}]' | spec.volumes[0] has no name",
        "'initContainers: [{name: c}], containers: [{name: c, image: x}]' | spec.initContainers[0] has no image",
        "'containers: 5' | spec.containers: ",
        "'containers: [{name: c, image: x, ports: [{containerPort: many}]}]' | spec.containers[0].ports[0].containerPort: ",
      })
  void aPodThatNoApiServerTakesIsToldWithTheFieldsPlace(String spec, String start) {
    assertThatThrownBy(() -> pod(spec))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("pods.yaml: Pod a: " + start);
  }
}
