package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of volumes: mounts of the task, and what the agent lays there. */
class SubPathTest {
  private static final ImageConfig IMAGE = Pods.image("registry/nginx@sha256:1");
  private static final Inputs INPUTS =
      new Inputs(
          "10.0.0.9",
          Map.of("web", IMAGE, "prepare", IMAGE),
          new ResolvedReferences(
              Map.of(),
              Map.of("settings", new ConfigMapData(Map.of("a", "1", "b", "2"), Map.of())),
              Map.of(),
              List.of()));

  private final SupervisedTask mapping =
      new SupervisedTask(Pods.CONFIG, new ApiAddress("api.test", 443));

  private static Pod pod(String spec) {
    return Serialization.unmarshal(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web-0, namespace: team, uid: u}\nspec: {"
            + spec
            + "}",
        Pod.class);
  }

  private TaskTemplate task(Pod pod) {
    PlanResult result = mapping.plan(pod, 0, INPUTS);
    assertThat(result).isInstanceOf(TaskPlan.class);
    return ((TaskPlan) result).template();
  }

  private List<String> refusals(Pod pod) {
    PlanResult result = mapping.plan(pod, 0, INPUTS);
    assertThat(result).isInstanceOf(Unsupported.class);
    return ((Unsupported) result).messages();
  }

  private List<Volume> laid(Pod pod) {
    var result = mapping.specify(pod, "10.0.1.5", INPUTS);
    assertThat(result).isInstanceOf(SpecificationResult.Specified.class);
    return ((SpecificationResult.Specified) result).specification().volumes();
  }

  /** As {@code VOLUME:PATH}, with {@code :ro}, without the program's. */
  private static List<String> mounts(TaskTemplate task, String container) {
    return task.containers().stream()
        .filter(one -> one.name().equals(container))
        .flatMap(one -> one.mounts().stream())
        .filter(mount -> !mount.volume().equals(TaskVolumes.PROGRAM))
        .map(mount -> mount.volume() + ":" + mount.path() + (mount.readOnly() ? ":ro" : ""))
        .toList();
  }

  /** As charts do it: one scratch volume, of which each path that is written to is a part. */
  @Test
  void partsOfAnEmptyDirAreSeenWithinTheWhole() {
    Pod pod =
        pod(
            """
            volumes: [{name: v, emptyDir: {}}],
            initContainers: [{name: prepare, image: i, volumeMounts: [{name: v, mountPath: /all}]}],
            containers: [{name: web, image: i, volumeMounts: [
              {name: v, mountPath: /tmp, subPath: tmp},
              {name: v, mountPath: /data, subPath: ./db//data/, readOnly: true},
              {name: v, mountPath: /db, subPath: db}]}]
            """);

    TaskTemplate task = task(pod);

    assertThat(task.volumes()).containsExactly("fnk_agent", "v", "v_1", "v_2", "v_3");
    assertThat(mounts(task, "prepare"))
        .containsExactly("v:/all", "v_3:/all/db", "v_1:/all/tmp", "v_2:/all/db/data");
    assertThat(mounts(task, "web"))
        .containsExactly("v_1:/tmp", "v_2:/data:ro", "v_3:/db", "v_2:/db/data");
    assertThat(mounts(task, TaskView.AGENT))
        .contains("v_1:/.fnk-volumes/v_1", "v_2:/.fnk-volumes/v_3/data", "v_3:/.fnk-volumes/v/db");
    assertThat(laid(pod))
        .extracting(Volume::name)
        .containsExactlyInAnyOrder("v", "v_1", "v_2", "v_3");
    assertThat(laid(pod)).allMatch(Volume::scratch);
  }

  @Test
  void aMountOfTheContainersOwnCoversThePart() {
    TaskTemplate task =
        task(
            pod(
                """
                volumes: [{name: v, emptyDir: {}}, {name: w, emptyDir: {}}],
                containers: [{name: web, image: i, volumeMounts: [
                  {name: v, mountPath: /v}, {name: v, mountPath: /x, subPath: a},
                  {name: w, mountPath: /v/a}]}]
                """));

    assertThat(mounts(task, "web")).containsExactly("v:/v", "v_1:/x", "w:/v/a");
  }

  @Test
  void anExpressionNamesThePodInItsVolumesAndOnlyThere() {
    String spec =
        """
        volumes: [{name: v, emptyDir: {}}],
        containers: [{name: web, image: i,
          env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}],
          volumeMounts: [{name: v, mountPath: /log, subPathExpr: $(NAME)/log}%s]}]
        """;

    assertThat(mounts(task(pod(spec.formatted(""))), "web")).containsExactly("v_1:/log");
    assertThat(mounts(task(pod(spec.formatted(", {name: v, mountPath: /all}"))), "web"))
        .containsExactly("v_1:/log", "v:/all", "v_1:/all/web-0/log");
  }

  @Test
  void directoriesOfFilesAreLaidAndReadOnly() {
    Pod pod =
        pod(
            """
            volumes: [{name: c, configMap: {name: settings, items: [{key: a, path: x/y/a}, {key: b, path: b}]}}],
            containers: [{name: web, image: i, volumeMounts: [
              {name: c, mountPath: /etc/x, subPath: x}, {name: c, mountPath: /none, subPath: none}]}]
            """);

    assertThat(mounts(task(pod), "web")).containsExactly("c_1:/etc/x:ro", "c_2:/none:ro");
    assertThat(laid(pod).get(1).files()).extracting(Volume.File::path).containsExactly("y/a");
    assertThat(laid(pod).get(2).files()).isEmpty();
    assertThat(mapping.volumes(pod, INPUTS.references()).volumes())
        .as("what is mounted by subPath does not follow")
        .extracting(Volume::name)
        .containsExactly("c");
  }

  @Test
  void aFileIsPutInPlaceByTheContainersSupervisor() {
    String spec =
        """
        volumes: [{name: c, configMap: {name: settings}}, {name: e, emptyDir: {}}],
        containers: [{name: web, image: i, %s volumeMounts: [
          {name: c, mountPath: /etc/app.conf, subPath: a}, {name: c, mountPath: /all}%s]}]
        """;
    Pod pod = pod(spec.formatted("", ""));

    assertThat(mounts(task(pod), "web")).containsExactly("c:/all:ro");
    assertThat(laid(pod).getFirst().places())
        .containsExactly(new Volume.Place("web", "a", "/etc/app.conf"));

    String fixed = "securityContext: {readOnlyRootFilesystem: true},";
    assertThat(refusals(pod(spec.formatted(fixed, ""))))
        .singleElement()
        .asString()
        .startsWith("container web: volume mount c: subPath of a file at /etc/app.conf: ");
    assertThat(task(pod(spec.formatted(fixed, ", {name: e, mountPath: /etc}"))).volumes())
        .containsExactly("fnk_agent", "c", "e");
    assertThat(refusals(pod(spec.formatted(fixed, ", {name: e, mountPath: /etc, readOnly: true}"))))
        .hasSize(1);
  }

  @Test
  void aDirectoryOfFilesIsNotMountedTwiceWithinTheWhole() {
    TaskTemplate task =
        task(
            pod(
                """
                volumes: [{name: c, configMap: {name: settings, items: [{key: a, path: x/a}]}}],
                containers: [{name: web, image: i, volumeMounts: [
                  {name: c, mountPath: /all}, {name: c, mountPath: /x, subPath: x}]}]
                """));

    assertThat(mounts(task, "web")).containsExactly("c:/all:ro", "c_1:/x:ro");
    assertThat(mounts(task, TaskView.AGENT))
        .containsExactly("c:/.fnk-volumes/c", "c_1:/.fnk-volumes/c_1");
  }

  @Test
  void whatDoesNotLieWithinIsRefused() {
    String mount =
        """
        volumes: [{name: c, configMap: {name: settings}}],
        containers: [{name: web, image: i,
          env: [{name: UP, value: ../up}, {name: ROOT, value: /etc}, {name: EMPTY, value: ""}],
          volumeMounts: [{name: c, mountPath: /x, %s}]}]
        """;

    assertThat(refusals(pod(mount.formatted("subPathExpr: $(UP)"))))
        .containsExactly("container web: subPath must not contain '..'");
    assertThat(refusals(pod(mount.formatted("subPathExpr: $(ROOT)"))))
        .containsExactly("container web: subPath must not be an absolute path");
    assertThat(refusals(pod(mount.formatted("subPathExpr: $(NONE)"))))
        .containsExactly("container web: missing value for NONE");
    assertThat(refusals(pod(mount.formatted("subPathExpr: $(NONE)/$(UP)/$(EMPTY)"))))
        .containsExactly("container web: missing value for EMPTY, NONE");
  }

  @Test
  void aPartOfAClaimIsRefusedWhateverIsBehindIt() {
    Pod pod =
        pod(
            """
            volumes: [{name: d, persistentVolumeClaim: {claimName: disk}}],
            containers: [{name: web, image: i, volumeMounts: [{name: d, mountPath: /d, subPath: a}]}]
            """);

    assertThat(refusals(pod))
        .satisfiesExactlyInAnyOrder(
            claim -> assertThat(claim).startsWith("volume d: persistentVolumeClaim disk: "),
            part -> assertThat(part).startsWith("container web: volume mount d: subPath: ECS "));
  }
}
