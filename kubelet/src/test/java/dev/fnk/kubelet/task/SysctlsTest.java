package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SysctlsTest {
  private static PodSpec spec(String name, String value) {
    return Pods.pod(
            "web",
            """
            securityContext: {sysctls: [{name: %s, value: "%s"}]}
            containers: [{name: web, image: a}]
            """
                .formatted(name, value))
        .getSpec();
  }

  private static String agents(PodSpec spec) {
    return Sysctls.network(spec) + " " + Sysctls.ipc(spec);
  }

  @Test
  void theNetworkIsOneAndMessagesAreEachContainersOwn() {
    assertThat(agents(spec("net.ipv4.ip_local_port_range", "32768 60999")))
        .isEqualTo("{net.ipv4.ip_local_port_range=32768 60999} {}");
    for (String name : new String[] {"kernel.shm_rmid_forced", "kernel.sem", "fs.mqueue.msg_max"}) {
      assertThat(agents(spec(name, "1"))).isEqualTo("{} {" + name + "=1}");
    }
    assertThat(agents(spec("kernel.panic", "1"))).isEqualTo("{} {}");
    assertThat(agents(Pods.simple("web").getSpec())).isEqualTo("{} {}");
  }

  @Test
  void slashesAreTakenToo() {
    assertThat(agents(spec("net/ipv4/conf/eth0.1/forwarding", "1")))
        .isEqualTo("{net.ipv4.conf.eth0/1.forwarding=1} {}");
    assertThat(agents(spec("net.ipv4.conf.eth0/1.forwarding", "1")))
        .isEqualTo("{net.ipv4.conf.eth0/1.forwarding=1} {}");
  }

  @Test
  void theAgentStartsFirstAndHasThoseOfTheNetwork() {
    var pod =
        Pods.pod(
            "web",
            """
            securityContext: {sysctls: [{name: net.core.somaxconn, value: "9"}, {name: kernel.msgmax, value: "8"}]}
            initContainers: [{name: prepare, image: a}]
            containers: [{name: web, image: a}]
            """);

    assertThat(Pods.plan(pod, 0).template().containers())
        .extracting(ContainerTemplate::systemControls)
        .containsExactly(
            Map.of("net.core.somaxconn", "9"),
            Map.of("kernel.msgmax", "8"),
            Map.of("kernel.msgmax", "8"));
  }
}
