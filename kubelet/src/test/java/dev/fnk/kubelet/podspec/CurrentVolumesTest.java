package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.Volume;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurrentVolumesTest {
  @Test
  void volumesOfARunningPodChangeByThemselves() {
    Pod pod =
        Yaml.pod(
            """
            containers: [{name: web, image: nginx}]
            volumes:
            - {name: scratch, emptyDir: {}}
            - {name: settings, configMap: {name: settings}}
            - {name: login, secret: {secretName: login}}
            - {name: gone, secret: {secretName: gone}}
            """);
    var before =
        new Given()
            .configMap("settings", "a", "1")
            .secret("login", "user", "admin")
            .secret("gone", "x", "y");
    var after = new Given().configMap("settings", "a", "2").secret("login", "user", "admin");
    var volumes = PodToSpecification.volumes(pod, before.inputs(pod));
    assertThat(volumes.faults()).isEmpty();
    assertThat(volumes.changedSince(VolumeDigests.of(List.of()))).hasSize(3);
    VolumeDigests told = VolumeDigests.of(volumes.volumes());
    assertThat(PodToSpecification.volumes(pod, before.inputs(pod)).changedSince(told)).isEmpty();

    var now = PodToSpecification.volumes(pod, after.inputs(pod));

    assertThat(now.changedSince(told)).extracting(Volume::name).containsExactly("settings");
    assertThat(now.faults())
        .extracting(Fault::message)
        .containsExactly(
            "MountVolume.SetUp failed for volume \"gone\" : secret \"gone\" not found");
  }
}
