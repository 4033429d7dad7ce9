package dev.fnk.kubelet.fargate;

import static dev.fnk.kubelet.fargate.RequestingNode.node;
import static dev.fnk.kubelet.fargate.RequestingNode.tag;
import static dev.fnk.kubelet.fargate.RequestingNode.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.task.ContainerTemplate;
import dev.fnk.kubelet.task.EfsVolume;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;

/** What ECS is asked for a task definition. */
final class TaskDefinitionRequestTest {
  private static final ContainerTemplate.LogTarget LOG =
      new ContainerTemplate.LogTarget("/fnk/eks-lab/pods", "eu-west-1", "default/web");

  /** Only what every container has. */
  private static final ContainerTemplate PLAIN =
      new ContainerTemplate(
          "web",
          "nginx:1",
          Optional.empty(),
          true,
          Map.of(),
          List.of(),
          List.of(),
          Map.of(),
          Optional.empty(),
          false,
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          30,
          List.of(),
          List.of(),
          Map.of(),
          List.of(),
          LOG);

  private static final ContainerTemplate FULL =
      new ContainerTemplate(
          "side",
          "busybox:1",
          Optional.of("fnk/eks-lab/pull-0"),
          false,
          Map.of("web", ContainerTemplate.Condition.START),
          List.of("/bin/sh", "-c"),
          List.of("run", "it"),
          Map.of("A", "b"),
          Optional.of("1000:1000"),
          true,
          OptionalInt.of(128),
          OptionalInt.of(512),
          OptionalInt.of(256),
          120,
          List.of(new ContainerTemplate.Port(53, "udp"), new ContainerTemplate.Port(8080, "tcp")),
          List.of("SYS_PTRACE"),
          Map.of("net.core.somaxconn", "999"),
          List.of(new ContainerTemplate.Mount("scratch", "/tmp", true)),
          LOG);

  private static RegisterTaskDefinitionRequest definition(
      OptionalInt storage, Optional<String> role, List<String> volumes) {
    var template =
        new TaskTemplate(
            new FargateSize(512, 1024),
            storage,
            "execution-role",
            role,
            List.of(PLAIN, FULL),
            volumes,
            "ARM64",
            Map.of());
    return TaskRequests.definition("family", template, node(true, Map.of("team", "blue")));
  }

  private static ContainerDefinition container(int index) {
    return definition(OptionalInt.empty(), Optional.empty(), List.of())
        .containerDefinitions()
        .get(index);
  }

  @Test
  void aDefinitionIsOfFargateAndSaysWhoseItIs() {
    var request = definition(OptionalInt.empty(), Optional.empty(), List.of());

    assertThat(request.family()).isEqualTo("family");
    assertThat(request.requiresCompatibilitiesAsStrings()).containsExactly("FARGATE");
    assertThat(request.networkModeAsString()).isEqualTo("awsvpc");
    assertThat(request.cpu()).isEqualTo("512");
    assertThat(request.memory()).isEqualTo("1024");
    assertThat(request.executionRoleArn()).isEqualTo("execution-role");
    assertThat(request.runtimePlatform().cpuArchitectureAsString()).isEqualTo("ARM64");
    assertThat(request.runtimePlatform().operatingSystemFamilyAsString()).isEqualTo("LINUX");
    assertThat(request.tags())
        .containsExactly(
            tag("fnk.dev/lab", "eks-lab"),
            tag("fnk.dev/node", "virtual-kubelet"),
            tag("team", "blue"));
    // What is not said costs nothing: 20 GiB, no role.
    assertThat(request.taskRoleArn()).isNull();
    assertThat(request.ephemeralStorage()).isNull();
    assertThat(request.hasVolumes()).isFalse();
  }

  @Test
  void aDefinitionWithRoleDiskAndVolumes() {
    var request =
        definition(OptionalInt.of(50), Optional.of("pod-role"), List.of("scratch", "cache"));

    assertThat(request.taskRoleArn()).isEqualTo("pod-role");
    assertThat(request.ephemeralStorage().sizeInGiB()).isEqualTo(50);
    assertThat(request.volumes())
        .extracting(volume -> volume.name())
        .containsExactly("scratch", "cache");
  }

  @Test
  void aPlainContainerLeavesToTheImageWhatThePodDoesNotSay() {
    var container = container(0);

    assertThat(container.name()).isEqualTo("web");
    assertThat(container.image()).isEqualTo("nginx:1");
    assertThat(container.essential()).isTrue();
    assertThat(container.stopTimeout()).isEqualTo(30);
    assertThat(container.logConfiguration().logDriver()).isEqualTo(LogDriver.AWSLOGS);
    assertThat(container.logConfiguration().options())
        .isEqualTo(
            Map.of(
                "awslogs-group", "/fnk/eks-lab/pods",
                "awslogs-region", "eu-west-1",
                "awslogs-stream-prefix", "default/web",
                "mode", "blocking"));
    assertThat(container.environment()).isEmpty();
    assertThat(container.hasEntryPoint()).isFalse();
    assertThat(container.hasCommand()).isFalse();
    assertThat(container.repositoryCredentials()).isNull();
    assertThat(container.user()).isNull();
    assertThat(container.cpu()).isNull();
    assertThat(container.memory()).isNull();
    assertThat(container.memoryReservation()).isNull();
    assertThat(container.readonlyRootFilesystem()).isNull();
    assertThat(container.pseudoTerminal()).isNull();
    assertThat(container.interactive()).isNull();
    assertThat(container.hasPortMappings()).isFalse();
    assertThat(container.linuxParameters()).isNull();
    assertThat(container.hasDependsOn()).isFalse();
    assertThat(container.hasMountPoints()).isFalse();
  }

  @Test
  void aContainerWithEverything() {
    var container = container(1);

    assertThat(container.essential()).isFalse();
    assertThat(container.environment()).containsExactly(variable("A", "b"));
    assertThat(container.entryPoint()).containsExactly("/bin/sh", "-c");
    assertThat(container.command()).containsExactly("run", "it");
    assertThat(container.user()).isEqualTo("1000:1000");
    assertThat(container.repositoryCredentials().credentialsParameter())
        .isEqualTo("fnk/eks-lab/pull-0");
    assertThat(container.cpu()).isEqualTo(128);
    assertThat(container.memory()).isEqualTo(512);
    assertThat(container.memoryReservation()).isEqualTo(256);
    assertThat(container.readonlyRootFilesystem()).isTrue();
    assertThat(container.portMappings())
        .extracting(port -> port.containerPort(), port -> port.protocol())
        .containsExactly(tuple(53, TransportProtocol.UDP), tuple(8080, TransportProtocol.TCP));
    assertThat(container.linuxParameters().capabilities().add()).containsExactly("SYS_PTRACE");
    assertThat(container.systemControls())
        .extracting(control -> control.namespace(), control -> control.value())
        .containsExactly(tuple("net.core.somaxconn", "999"));
    assertThat(container.dependsOn())
        .singleElement()
        .satisfies(
            on -> {
              assertThat(on.containerName()).isEqualTo("web");
              assertThat(on.conditionAsString()).isEqualTo("START");
            });
    assertThat(container.mountPoints())
        .singleElement()
        .satisfies(
            mount -> {
              assertThat(mount.sourceVolume()).isEqualTo("scratch");
              assertThat(mount.containerPath()).isEqualTo("/tmp");
              assertThat(mount.readOnly()).isTrue();
            });
  }

  @Test
  void aFileSystemIsAVolumeOfEfs() {
    var point = Optional.of("fsap-1");
    var template =
        new TaskTemplate(
            new FargateSize(512, 1024),
            OptionalInt.empty(),
            "execution-role",
            Optional.empty(),
            List.of(PLAIN),
            List.of("scratch", "whole", "part", "point", "role"),
            "X86_64",
            Map.of(
                "whole", new EfsVolume("fs-1", Optional.empty(), Optional.empty(), false, false),
                "part", new EfsVolume("fs-1", Optional.of("/a"), Optional.empty(), true, false),
                "point", new EfsVolume("fs-1", Optional.empty(), point, true, false),
                "role", new EfsVolume("fs-1", Optional.empty(), Optional.empty(), true, true)));

    var volumes = TaskRequests.definition("family", template, Pods.CONFIG).volumes();

    assertThat(volumes)
        .extracting(v -> v.name())
        .containsExactly("scratch", "whole", "part", "point", "role");
    assertThat(volumes.getFirst().efsVolumeConfiguration()).isNull();
    assertThat(volumes.subList(1, 5))
        .extracting(v -> v.efsVolumeConfiguration())
        .extracting(
            efs -> efs.fileSystemId(),
            efs -> efs.rootDirectory(),
            efs -> efs.transitEncryptionAsString(),
            efs ->
                efs.authorizationConfig() == null ? null : efs.authorizationConfig().iamAsString(),
            efs ->
                efs.authorizationConfig() == null
                    ? null
                    : efs.authorizationConfig().accessPointId())
        .containsExactly(
            tuple("fs-1", null, "DISABLED", null, null),
            tuple("fs-1", "/a", "ENABLED", null, null),
            tuple("fs-1", null, "ENABLED", "DISABLED", "fsap-1"),
            tuple("fs-1", null, "ENABLED", "ENABLED", null));
  }
}
