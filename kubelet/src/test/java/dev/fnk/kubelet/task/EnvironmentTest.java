package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.contract.FargateSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a variable of a container is, and whether it is the pod's own. */
class EnvironmentTest {
  private static final FargateSize SIZE = new FargateSize(512, 1024);

  private static Value value(String from, String more) throws UnsupportedSpec {
    var pod =
        Pods.pod(
            "web-1",
            """
            nodeName: virtual-kubelet
            containers:
            - name: web
              image: i
              resources: {limits: {cpu: 1500m}, requests: {memory: 100Mi}}
              env: [{name: V, valueFrom: {%s}}]
            - name: side
              image: i
              resources: {limits: {memory: 64Mi}}
            %s
            """
                .formatted(from, more));
    var variables =
        new DownwardApi(pod, "10.0.0.9")
            .environment(pod.getSpec().getContainers().getFirst(), SIZE);
    return variables.values().iterator().next();
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.name, web-1",
    "metadata.namespace, default",
    "metadata.uid, uid-of-web-1",
    "spec.nodeName, virtual-kubelet",
    "spec.serviceAccountName, default",
    "status.hostIP, 10.0.0.9",
    "metadata.labels['app'], web",
    "metadata.labels['none'], ''",
    "metadata.annotations['none'], ''",
  })
  void aFieldIsThePodsOwn(String path, String text) throws UnsupportedSpec {
    assertThat(value("fieldRef: {fieldPath: \"" + path + "\"}", "")).isEqualTo(Value.ofPod(text));
  }

  @ParameterizedTest
  @CsvSource({
    // Divided by one when nothing is said, and rounded up.
    "'resource: limits.cpu', 2",
    "'resource: limits.cpu, divisor: 1m', 1500",
    "'resource: requests.cpu', 0",
    "'resource: requests.memory, divisor: 1Mi', 100",
    "'resource: requests.memory, divisor: 3Mi', 34",
    // No limit given: the task's.
    "'resource: limits.memory, divisor: 1Mi', 1024",
    "'resource: limits.memory', 1073741824",
    "'resource: limits.cpu, containerName: side, divisor: 1m', 500",
    "'resource: limits.memory, containerName: side, divisor: 1Mi', 64",
    "'resource: limits.memory, containerName: web, divisor: 1Mi', 1024",
    "'resource: limits.memory, containerName: \"\", divisor: 1Mi', 1024",
  })
  void aResourceIsTheTemplates(String selector, String text) throws UnsupportedSpec {
    assertThat(value("resourceFieldRef: {" + selector + "}", "")).isEqualTo(Value.shared(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resourceFieldRef: {resource: limits.ephemeral-storage}",
        "resourceFieldRef: {resource: cpu}",
        "resourceFieldRef: {resource: memory}",
        "fieldRef: {fieldPath: status.podIP}",
      })
  void whatIsNotHadIsNamed(String from) {
    assertThatThrownBy(() -> value(from, ""))
        .isInstanceOf(UnsupportedSpec.class)
        .hasMessageContaining(from.replaceAll(".*: |}", ""))
        .hasMessageContaining("not supported yet");
  }

  @ParameterizedTest
  @CsvSource({
    "'resourceFieldRef: {resource: limits.cpu, containerName: other}', no container other",
    "'secretKeyRef: {name: s, key: k}', variable V: secretKeyRef is not supported yet",
    "'configMapKeyRef: {name: s, key: k}', variable V: configMapKeyRef is not supported yet",
    "'', variable V: valueFrom is not supported yet",
  })
  void aRefusalSaysOfWhat(String from, String why) {
    assertThatThrownBy(() -> value(from, ""))
        .isInstanceOf(UnsupportedSpec.class)
        .hasMessageContaining(why);
  }

  @Test
  void aServiceAccountIsNamed() throws UnsupportedSpec {
    assertThat(
            value("fieldRef: {fieldPath: spec.serviceAccountName}", "serviceAccountName: builder"))
        .isEqualTo(Value.ofPod("builder"));
  }
}
