package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By the kubelet's podFieldSelectorRuntimeValue and pkg/fieldpath. */
class FieldPathTest {
  private static final List<String> POD_IPS = List.of("10.0.1.5", "2001:db8::5");
  private static final List<String> HOST_IPS = List.of("10.0.0.9", "2001:db8::9");
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("web-1")
          .withNamespace("ns")
          .withUid("uid-1")
          .withLabels(Map.of("app", "web", "example.com/Tier", "x"))
          .withAnnotations(Map.of("Www.k8s.io/test", "1", "build", "two\nlines\t\"q\""))
          .endMetadata()
          .withNewSpec()
          .withNodeName("node-1")
          .withServiceAccountName("builder")
          .endSpec()
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name|web-1",
        "metadata.namespace|ns",
        "metadata.uid|uid-1",
        "metadata.labels['app']|web",
        "metadata.labels['example.com/Tier']|x",
        "metadata.labels['none']|''",
        "metadata.annotations['Www.k8s.io/test']|1",
        "spec.nodeName|node-1",
        "spec.host|node-1",
        "spec.serviceAccountName|builder",
        "status.podIP|10.0.1.5",
        "status.podIPs|10.0.1.5,2001:db8::5",
        "status.hostIP|10.0.0.9",
        "status.hostIPs|10.0.0.9,2001:db8::9",
      })
  void variables(String path, String value) throws Unavailable {
    assertThat(variable(POD, "v1", path)).isEqualTo(value);
  }

  @Test
  void mapsAreSortedLinesWithQuotedValues() throws Unavailable {
    assertThat(FieldPath.file(new ObjectFieldSelector("v1", "metadata.labels"), POD))
        .isEqualTo("app=\"web\"\nexample.com/Tier=\"x\"");
    assertThat(FieldPath.file(new ObjectFieldSelector("v1", "metadata.annotations"), POD))
        .isEqualTo("Www.k8s.io/test=\"1\"\nbuild=\"two\\nlines\\t\\\"q\\\"\"");
    assertThat(FieldPath.file(new ObjectFieldSelector("v1", "metadata.labels['app']"), POD))
        .isEqualTo("web");
    assertThat(FieldPath.file(new ObjectFieldSelector("v1", "metadata.name"), POD))
        .isEqualTo("web-1");
  }

  @Test
  void whatIsNotThereIsEmpty() throws Unavailable {
    var bare = new PodBuilder().withNewMetadata().endMetadata().withNewSpec().endSpec().build();
    bare.getMetadata().setLabels(null);
    bare.getMetadata().setAnnotations(null);

    for (String path :
        List.of(
            "metadata.name",
            "metadata.labels",
            "metadata.annotations",
            "metadata.labels['app']",
            "metadata.annotations['app']",
            "spec.nodeName")) {
      assertThat(variable(bare, null, path)).as(path).isEmpty();
    }
    assertThat(variable(bare, "", "spec.serviceAccountName")).isEqualTo("default");
    bare.getSpec().setServiceAccountName("");
    assertThat(variable(bare, "v1", "spec.serviceAccountName")).isEqualTo("default");
  }

  @Test
  void anAddressThatIsNotKnownYetIsEmpty() throws Unavailable {
    var selector = new ObjectFieldSelector("v1", "status.podIP");
    assertThat(FieldPath.variable(selector, POD, List.of(), List.of())).isEmpty();
    selector.setFieldPath("status.podIPs");
    assertThat(FieldPath.variable(selector, POD, List.of(), List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.whoops|unsupported fieldPath: metadata.whoops",
        "spec.restartPolicy|unsupported fieldPath: spec.restartPolicy",
        "status.phase|unsupported fieldPath: status.phase",
        "status.reason|field label not supported: status.reason",
        "metadata.nothing['x']|fieldPath \"metadata.nothing['x']\" does not support subscript",
        "metadata.annotations['invalid~key']|invalid key subscript in"
            + " metadata.annotations['invalid~key']",
        "metadata.labels['Www.k8s.io/test']|invalid key subscript in"
            + " metadata.labels['Www.k8s.io/test']",
        "metadata.labels['']|invalid key subscript in metadata.labels['']",
      })
  void othersAreRefused(String path, String reason) {
    assertThatThrownBy(() -> variable(POD, "v1", path)).hasMessage(reason);
  }

  @Test
  void anotherVersionOfPodsIsRefused() {
    assertThatThrownBy(() -> variable(POD, "v2", "metadata.name"))
        .hasMessage("unsupported pod version: v2");
  }

  /** What a file can have is metadata alone. */
  @ParameterizedTest
  @ValueSource(strings = {"status.podIP", "spec.nodeName", "status.hostIP"})
  void noFileOfOtherFields(String path) {
    assertThatThrownBy(() -> FieldPath.file(new ObjectFieldSelector("v1", path), POD))
        .hasMessage("unsupported fieldPath: " + path);
  }

  /** By IsQualifiedName: a DNS subdomain as prefix, 63 characters of name. */
  @ParameterizedTest
  @CsvSource({
    "a, true",
    "A.b_c-9, true",
    "p.example.com/a, true",
    "-a, false",
    "a-, false",
    "/a, false",
    "a/, false",
    "a/b/c, false",
    "a_b/c, false",
  })
  void keys(String key, boolean valid) {
    assertKey(key, valid);
  }

  @Test
  void lengthsOfKeys() {
    assertKey("n".repeat(63), true);
    assertKey("n".repeat(64), false);
    assertKey("p.com/" + "n".repeat(63), true);
    assertKey("p.com/" + "n".repeat(64), false);
    assertKey("p".repeat(253) + "/n", true);
    assertKey("p".repeat(254) + "/n", false);
  }

  private static void assertKey(String key, boolean valid) {
    var thrown = catchThrowable(() -> variable(POD, "v1", "metadata.labels['" + key + "']"));
    if (valid) {
      assertThat(thrown).isNull();
    } else {
      assertThat(thrown).hasMessageStartingWith("invalid key subscript in metadata.labels[");
    }
  }

  private static String variable(Pod pod, String version, String path) throws Unavailable {
    return FieldPath.variable(new ObjectFieldSelector(version, path), pod, POD_IPS, HOST_IPS);
  }
}
