package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.pod;
import static dev.fnk.kubelet.task.SupervisedPlans.MAPPING;
import static dev.fnk.kubelet.task.SupervisedPlans.REPLICA;
import static dev.fnk.kubelet.task.SupervisedPlans.inputs;
import static dev.fnk.kubelet.task.SupervisedPlans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.reference.ClaimedVolume;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of AWS a pod's task has: secrets to pull with, tags, a role, file systems. */
final class SupervisedTaskOfAwsTest {
  /** By name, so that what is in it may change while the definition stays. */
  @Test
  void ecsPullsWithTheSecretsOfTheImagesRegistries() {
    Pod pod = pod("a", "containers: [{name: a, image: b}, {name: c, image: d}]");
    Inputs open = Pods.inputs(pod);
    var inputs =
        new Inputs(
            open.hostIp(),
            open.images(),
            open.references(),
            open.inherited(),
            open.claims(),
            Optional.empty(),
            Map.of("c", "fnk/lab/pull-1"));

    TaskPlan plan = (TaskPlan) MAPPING.plan(pod, 0, inputs);

    assertThat(plan.template().containers())
        .extracting(ContainerTemplate::repositoryCredentials)
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of("fnk/lab/pull-1"));
    assertThat(plan.notices()).isEmpty();
  }

  /** Those that a setting names, for cost; whose task it is, no label can say. */
  @Test
  void chosenLabelsAreTagsOfTheTask() {
    Pod pod = pod("a", REPLICA);
    pod.getMetadata()
        .setLabels(Map.of("cost-centre", "7", "fnk.dev/pod", "another", "secret-plan", "x"));

    assertThat(plan(pod).launch().tags())
        .containsEntry("cost-centre", "7")
        .containsEntry("fnk.dev/pod", "a")
        .doesNotContainKey("secret-plan");
    assertThat(plan(pod).template()).isEqualTo(plan(pod("a", REPLICA)).template());
  }

  @Test
  void aRoleOfItsOwnChangesNoDefinition() {
    Pod plain = pod("a", REPLICA);
    Pod other = pod("a", REPLICA);
    other
        .getMetadata()
        .setAnnotations(
            Map.of("eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/orders"));

    assertThat(plan(other).launch().placement().roleArn())
        .contains("arn:aws:iam::111122223333:role/orders");
    assertThat(plan(other).template()).isEqualTo(plan(plain).template());
  }

  @Test
  void aFileSystemIsMountedByEcsAndNotLaidByTheAgent() {
    Pod pod =
        pod(
            "a",
            """
            volumes:
            - {name: data, persistentVolumeClaim: {claimName: shared, readOnly: true}}
            - {name: cache, emptyDir: {}}
            containers:
            - name: web
              image: x
              volumeMounts: [{name: data, mountPath: /data}, {name: cache, mountPath: /cache}]
            """);
    var volume = new PersistentVolumeSpec();
    volume.setCsi(
        new CSIPersistentVolumeSourceBuilder()
            .withDriver("efs.csi.aws.com")
            .withVolumeHandle("fs-01234567")
            .build());
    Inputs plain = inputs(pod);
    var inputs =
        new Inputs(
            plain.hostIp(),
            plain.images(),
            plain.references(),
            plain.inherited(),
            Map.of("shared", new ClaimedVolume("pv-1", volume)));

    TaskTemplate template = ((TaskPlan) MAPPING.plan(pod, 0, inputs)).template();

    assertThat(template.volumes()).containsExactly("fnk_agent", "cache", "data");
    assertThat(template.fileSystems())
        .isEqualTo(
            Map.of(
                "data",
                new EfsVolume("fs-01234567", Optional.empty(), Optional.empty(), true, false)));
    assertThat(template.containers().getFirst().mounts())
        .extracting(ContainerTemplate.Mount::volume)
        .containsExactly("fnk_agent", "cache");
    assertThat(template.containers().getLast().mounts())
        .contains(
            new ContainerTemplate.Mount("data", "/data", true),
            new ContainerTemplate.Mount("cache", "/cache", false));
    var told =
        ((SpecificationResult.Specified) MAPPING.specify(pod, "10.0.1.5", inputs)).specification();
    assertThat(told.volumes()).extracting("name").containsExactly("cache");
  }
}
