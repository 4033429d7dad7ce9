package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.EnvVariable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What containerd puts below a pod's own variables. */
class WholeEnvironmentTest {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Faults faults = new Faults();

  @Test
  void belowThePodsIsTheImagesAndBelowThatTheRuntimes() {
    assertThat(
            whole(
                "env: [{name: LANG, value: C}, {name: MINE, value: '1'}]",
                List.of("LANG=de", "NGINX=1=2", "EMPTY=", "none", "=odd")))
        .containsExactly(
            Map.entry("PATH", PATH),
            Map.entry("HOSTNAME", "web-1"),
            Map.entry("LANG", "C"),
            Map.entry("NGINX", "1=2"),
            Map.entry("EMPTY", ""),
            Map.entry("MINE", "1"),
            Map.entry("DB_SERVICE_HOST", "172.20.0.5"),
            Map.entry("DB_SERVICE_PORT", "5432"));
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void imageAndPodMaySayWhatTheRuntimeWouldHave() {
    assertThat(whole("env: [{name: HOSTNAME, value: mine}]", List.of("PATH=/bin", "HOSTNAME=its")))
        .containsEntry("PATH", "/bin")
        .containsEntry("HOSTNAME", "mine");
  }

  @Test
  void aTerminalHasAType() {
    assertThat(whole("tty: true", List.of())).containsEntry("TERM", "xterm");
    assertThat(whole("tty: true", List.of("TERM=vt100"))).containsEntry("TERM", "vt100");
    assertThat(whole("tty: false", List.of())).doesNotContainKey("TERM");
  }

  @Test
  void theNodesNamesAreRefusedInImagesToo() {
    whole("", List.of("FNK_X=secret"));

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                Fault.Kind.UNSUPPORTED,
                Optional.of("web"),
                "the image's variable FNK_X: names that begin with FNK_ are the node's (instead: another name)"));
  }

  private Map<String, String> whole(String fields, List<String> ofImage) {
    var container = Yaml.container(fields);
    var image = Given.imageWith(ofImage, null, null, null);
    var pod = Yaml.pod("containers: [{name: web, image: nginx}]");
    var environment =
        new Environment(
            pod,
            new Given().inputs(pod),
            Map.of("DB_SERVICE_PORT", "5432", "DB_SERVICE_HOST", "172.20.0.5"),
            faults);
    var all = new LinkedHashMap<String, String>();
    for (EnvVariable variable : environment.whole(container, image, environment.ofPod(container))) {
      assertThat(all.put(variable.name(), variable.value())).isNull();
    }
    return all;
  }
}
