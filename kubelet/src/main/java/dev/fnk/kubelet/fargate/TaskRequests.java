package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.TagKeys;
import dev.fnk.kubelet.task.ContainerTemplate;
import dev.fnk.kubelet.task.EfsVolume;
import dev.fnk.kubelet.task.Placement;
import dev.fnk.kubelet.task.TaskLaunch;
import dev.fnk.kubelet.task.TaskTemplate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerDependency;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.EFSAuthorizationConfigIAM;
import software.amazon.awssdk.services.ecs.model.EFSTransitEncryption;
import software.amazon.awssdk.services.ecs.model.EFSVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.OSFamily;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.SystemControl;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.TaskOverride;
import software.amazon.awssdk.services.ecs.model.TransportProtocol;
import software.amazon.awssdk.services.ecs.model.Volume;

/** Templates and launches as requests of the ECS API. */
final class TaskRequests {
  private TaskRequests() {}

  static RegisterTaskDefinitionRequest definition(
      String family, TaskTemplate template, NodeConfig config) {
    var request =
        RegisterTaskDefinitionRequest.builder()
            .family(family)
            .requiresCompatibilities(Compatibility.FARGATE)
            .networkMode(NetworkMode.AWSVPC)
            .cpu(Integer.toString(template.size().cpu()))
            .memory(Integer.toString(template.size().memoryMiB()))
            .executionRoleArn(template.executionRoleArn())
            .runtimePlatform(
                p ->
                    p.cpuArchitecture(template.architecture())
                        .operatingSystemFamily(OSFamily.LINUX))
            .containerDefinitions(
                template.containers().stream().map(TaskRequests::container).toList())
            .tags(definitionTags(config));
    template.taskRoleArn().ifPresent(request::taskRoleArn);
    template
        .ephemeralStorageGiB()
        .ifPresent(gib -> request.ephemeralStorage(s -> s.sizeInGiB(gib)));
    if (!template.volumes().isEmpty()) {
      request.volumes(
          template.volumes().stream()
              .map(name -> volume(name, template.fileSystems().get(name)))
              .toList());
    }
    return request.build();
  }

  /**
   * @param efs null: scratch space
   */
  private static Volume volume(String name, @Nullable EfsVolume efs) {
    var volume = Volume.builder().name(name);
    if (efs != null) {
      volume.efsVolumeConfiguration(fileSystem(efs));
    }
    return volume.build();
  }

  private static EFSVolumeConfiguration fileSystem(EfsVolume efs) {
    var configuration =
        EFSVolumeConfiguration.builder()
            .fileSystemId(efs.fileSystem())
            .transitEncryption(
                efs.encrypted() ? EFSTransitEncryption.ENABLED : EFSTransitEncryption.DISABLED);
    efs.path().ifPresent(configuration::rootDirectory);
    if (efs.iam() || efs.accessPoint().isPresent()) {
      configuration.authorizationConfig(
          a -> {
            efs.accessPoint().ifPresent(a::accessPointId);
            a.iam(
                efs.iam() ? EFSAuthorizationConfigIAM.ENABLED : EFSAuthorizationConfigIAM.DISABLED);
          });
    }
    return configuration.build();
  }

  /**
   * @param provider {@code FARGATE} or {@code FARGATE_SPOT}
   */
  static RunTaskRequest run(
      String definition, TaskLaunch launch, NodeConfig config, String provider) {
    return RunTaskRequest.builder()
        .cluster(config.ecsCluster())
        .taskDefinition(definition)
        .count(1)
        .clientToken(launch.identity().clientToken())
        .startedBy(StartedBy.of(config))
        .capacityProviderStrategy(
            CapacityProviderStrategyItem.builder().capacityProvider(provider).weight(1).build())
        .networkConfiguration(n -> n.awsvpcConfiguration(network(launch.placement(), config)))
        .platformVersion("LATEST")
        .overrides(overrides(launch))
        .tags(tags(launch.tags()))
        .build();
  }

  private static AwsVpcConfiguration network(Placement placement, NodeConfig config) {
    boolean publicIp = placement.publicIp().orElse(config.assignPublicIp());
    return AwsVpcConfiguration.builder()
        .subnets(placement.subnets().isEmpty() ? config.subnets() : placement.subnets())
        .securityGroups(
            placement.securityGroups().isEmpty()
                ? config.securityGroups()
                : placement.securityGroups())
        .assignPublicIp(publicIp ? AssignPublicIp.ENABLED : AssignPublicIp.DISABLED)
        .build();
  }

  private static TaskOverride overrides(TaskLaunch launch) {
    var overrides =
        TaskOverride.builder()
            .containerOverrides(
                launch.overrides().entrySet().stream()
                    .map(entry -> override(entry.getKey(), entry.getValue()))
                    .toList());
    launch.placement().roleArn().ifPresent(overrides::taskRoleArn);
    return overrides.build();
  }

  private static List<Tag> definitionTags(NodeConfig config) {
    var tags = new TreeMap<>(config.tags());
    tags.put(TagKeys.LAB, config.lab());
    tags.put(TagKeys.NODE, config.nodeName());
    return tags(tags);
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  private static ContainerDefinition container(ContainerTemplate template) {
    var log = template.log();
    var container =
        ContainerDefinition.builder()
            .name(template.name())
            .image(template.image())
            .essential(template.essential())
            .environment(environment(template.environment()))
            .stopTimeout(template.stopTimeout())
            .logConfiguration(
                l ->
                    l.logDriver(LogDriver.AWSLOGS)
                        .options(
                            Map.of(
                                "awslogs-group", log.group(),
                                "awslogs-region", log.region(),
                                "awslogs-stream-prefix", log.prefix(),
                                // The account's default may be non-blocking, which loses lines.
                                "mode", "blocking")));
    if (!template.entryPoint().isEmpty()) {
      container.entryPoint(template.entryPoint());
    }
    if (!template.command().isEmpty()) {
      container.command(template.command());
    }
    template
        .repositoryCredentials()
        .ifPresent(secret -> container.repositoryCredentials(c -> c.credentialsParameter(secret)));
    template.user().ifPresent(container::user);
    template.cpu().ifPresent(container::cpu);
    template.memory().ifPresent(container::memory);
    template.memoryReservation().ifPresent(container::memoryReservation);
    if (template.readOnlyRootFilesystem()) {
      container.readonlyRootFilesystem(true);
    }
    if (!template.ports().isEmpty()) {
      container.portMappings(template.ports().stream().map(TaskRequests::port).toList());
    }
    if (!template.addedCapabilities().isEmpty()) {
      container.linuxParameters(p -> p.capabilities(c -> c.add(template.addedCapabilities())));
    }
    if (!template.systemControls().isEmpty()) {
      container.systemControls(
          template.systemControls().entrySet().stream()
              .map(c -> SystemControl.builder().namespace(c.getKey()).value(c.getValue()).build())
              .toList());
    }
    if (!template.dependsOn().isEmpty()) {
      container.dependsOn(
          template.dependsOn().entrySet().stream()
              .map(
                  on ->
                      ContainerDependency.builder()
                          .containerName(on.getKey())
                          .condition(on.getValue().name())
                          .build())
              .toList());
    }
    if (!template.mounts().isEmpty()) {
      container.mountPoints(template.mounts().stream().map(TaskRequests::mount).toList());
    }
    return container.build();
  }

  private static PortMapping port(ContainerTemplate.Port port) {
    return PortMapping.builder()
        .containerPort(port.number())
        .protocol(port.protocol().equals("udp") ? TransportProtocol.UDP : TransportProtocol.TCP)
        .build();
  }

  private static MountPoint mount(ContainerTemplate.Mount mount) {
    return MountPoint.builder()
        .sourceVolume(mount.volume())
        .containerPath(mount.path())
        .readOnly(mount.readOnly())
        .build();
  }

  private static ContainerOverride override(
      String container, dev.fnk.kubelet.task.ContainerOverride own) {
    return ContainerOverride.builder()
        .name(container)
        .environment(environment(own.environment()))
        .build();
  }

  private static List<KeyValuePair> environment(Map<String, String> environment) {
    return environment.entrySet().stream()
        .map(v -> KeyValuePair.builder().name(v.getKey()).value(v.getValue()).build())
        .toList();
  }
}
