package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.definition.FargateSizes;
import dev.fnk.local.ecs.model.task.Dependencies;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Fargate asks of a task definition. Source: "Task definition parameters for Fargate" of the
 * Amazon ECS Developer Guide. What this account's tasks cannot do is refused here, too, rather than
 * left out in silence.
 */
final class TaskDefinitionValidator {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final int MAX_CONTAINERS = 10;
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_STOP_TIMEOUT = 120;
  private static final List<String> NOT_ON_FARGATE =
      List.of("links", "hostname", "dnsServers", "dnsSearchDomains", "extraHosts");
  private static final List<String> NOT_HERE =
      List.of(
          "secrets", "environmentFiles", "volumesFrom", "firelensConfiguration", "restartPolicy");

  private final Fields request;

  TaskDefinitionValidator(Fields request) {
    this.request = request;
  }

  /**
   * Checks the whole request.
   *
   * @throws dev.fnk.local.aws.AwsError naming the first thing that is wrong
   */
  void check() {
    if (!NAME.matcher(request.required("family")).matches()) {
      throw EcsError.client("Family contains invalid characters.");
    }
    if (request.object().toString().length() > MAX_BYTES) {
      throw EcsError.client(
          "Actual length: '"
              + request.object().toString().length()
              + "'. Max allowed length is '65536' bytes.");
    }
    checkTask();
    List<Fields> containers = request.objects("containerDefinitions");
    if (containers.isEmpty()) {
      throw EcsError.client("Container list cannot be empty.");
    }
    if (containers.size() > MAX_CONTAINERS) {
      throw EcsError.client("Too many containers defined. The maximum is " + MAX_CONTAINERS + ".");
    }
    Set<String> names = new HashSet<>();
    for (Fields container : containers) {
      checkContainer(container);
      if (!names.add(container.required("name"))) {
        throw EcsError.client("Container names are not unique: " + container.required("name"));
      }
    }
    if (containers.stream().noneMatch(c -> c.flag("essential").orElse(true))) {
      throw EcsError.client(
          "Invalid setting for container list. At least one container must be essential.");
    }
    checkDependencies(containers, names);
    checkVolumes(containers);
  }

  private void checkTask() {
    List<String> compatibilities = request.texts("requiresCompatibilities");
    if (!compatibilities.equals(List.of("FARGATE"))) {
      throw EcsError.client(
          "Tasks of this account run on Fargate: requiresCompatibilities must be [FARGATE]");
    }
    if (!request.text("networkMode").orElse("").equals("awsvpc")) {
      throw EcsError.client("Fargate only supports network mode awsvpc.");
    }
    String cpu =
        request
            .text("cpu")
            .orElseThrow(
                () -> EcsError.client("Fargate requires that 'cpu' be defined at the task level."));
    String memory =
        request
            .text("memory")
            .orElseThrow(
                () ->
                    EcsError.client(
                        "Fargate requires that 'memory' be defined at the task level."));
    FargateSizes.require(FargateSizes.cpu(cpu), FargateSizes.memory(memory));
    request
        .object("ephemeralStorage")
        .flatMap(storage -> storage.integer("sizeInGiB"))
        .filter(size -> size < 21 || size > 200)
        .ifPresent(
            size -> {
              throw EcsError.client(
                  "Ephemeral storage size must be between 21 and 200 GiB: " + size);
            });
    for (String unsupported : List.of("proxyConfiguration", "pidMode", "ipcMode")) {
      if (request.has(unsupported)) {
        throw EcsError.client("This account's tasks do not take " + unsupported + ".");
      }
    }
  }

  private void checkContainer(Fields container) {
    String name = container.text("name").orElse("");
    if (!NAME.matcher(name).matches()) {
      throw EcsError.client("Container.name contains invalid characters.");
    }
    if (container.text("image").orElse("").isEmpty()) {
      throw EcsError.client("Container.image should not be null or empty.");
    }
    for (String member : NOT_ON_FARGATE) {
      if (!isEmpty(container, member)) {
        throw EcsError.client(
            member + " is not supported on container '" + name + "' when networkMode=awsvpc.");
      }
    }
    for (String member : NOT_HERE) {
      if (!isEmpty(container, member)) {
        throw EcsError.client(
            "This account's tasks do not take " + member + " (container '" + name + "').");
      }
    }
    if (container.flag("privileged").orElse(false)) {
      throw EcsError.client("privileged is not supported on Fargate (container '" + name + "').");
    }
    container
        .integer("stopTimeout")
        .filter(seconds -> seconds < 0 || seconds > MAX_STOP_TIMEOUT)
        .ifPresent(
            seconds -> {
              throw EcsError.client(
                  "stopTimeout must be between 0 and 120 seconds (container '" + name + "').");
            });
    checkExecutionRole(container);
    checkHealthCheck(name, container);
    ContainerDefinition.of(container);
  }

  private static boolean isEmpty(Fields fields, String member) {
    return !fields.has(member) || fields.object().get(member).isEmpty();
  }

  private void checkExecutionRole(Fields container) {
    boolean role = !request.text("executionRoleArn").orElse("").isEmpty();
    String driver =
        container.object("logConfiguration").flatMap(logs -> logs.text("logDriver")).orElse("");
    if (!driver.isEmpty() && !driver.equals("awslogs")) {
      throw EcsError.client(
          "This account's tasks take the log driver awslogs only, not " + driver + ".");
    }
    if (!role && driver.equals("awslogs")) {
      throw EcsError.client(
          "Fargate requires task definition to have execution role ARN to support log driver"
              + " awslogs.");
    }
    if (!role && container.object("repositoryCredentials").isPresent()) {
      throw EcsError.client(
          "Fargate requires task definition to have execution role ARN to support private registry"
              + " authentication.");
    }
    if (!role && container.required("image").contains(".dkr.ecr.")) {
      throw EcsError.client(
          "Fargate requires task definition to have execution role ARN to support ECR images.");
    }
  }

  private static void checkHealthCheck(String name, Fields container) {
    container
        .object("healthCheck")
        .ifPresent(
            check -> {
              List<String> command = check.texts("command");
              if (command.isEmpty()
                  || !Set.of("CMD", "CMD-SHELL", "NONE").contains(command.getFirst())) {
                throw EcsError.client(
                    "healthCheck command of container '"
                        + name
                        + "' must start with CMD, CMD-SHELL or NONE.");
              }
              range(check, "interval", 5, 300);
              range(check, "timeout", 2, 60);
              range(check, "retries", 1, 10);
              range(check, "startPeriod", 0, 300);
            });
  }

  private static void range(Fields fields, String member, int least, int most) {
    fields
        .integer(member)
        .filter(value -> value < least || value > most)
        .ifPresent(
            value -> {
              throw EcsError.client(
                  "Invalid health check "
                      + member
                      + " "
                      + value
                      + ": it must be between "
                      + least
                      + " and "
                      + most
                      + ".");
            });
  }

  private static void checkDependencies(List<Fields> containers, Set<String> names) {
    Dependencies order =
        new Dependencies(containers.stream().map(ContainerDefinition::of).toList());
    for (Fields container : containers) {
      for (Fields dependency : container.objects("dependsOn")) {
        if (!names.contains(dependency.required("containerName"))) {
          throw EcsError.client(
              "Invalid container dependency: "
                  + dependency.required("containerName")
                  + " is not a container of the task.");
        }
      }
    }
    if (order.circular()) {
      throw EcsError.client("Container dependencies are circular.");
    }
  }

  private void checkVolumes(List<Fields> containers) {
    Set<String> names = new HashSet<>();
    for (Fields volume : request.objects("volumes")) {
      String name = volume.required("name");
      boolean plain =
          !volume.has("efsVolumeConfiguration")
              && !volume.has("dockerVolumeConfiguration")
              && !volume.has("fsxWindowsFileServerVolumeConfiguration")
              && !volume.flag("configuredAtLaunch").orElse(false);
      if (!plain) {
        throw EcsError.client(
            "Volume '" + name + "': this account's tasks take volumes of the task only.");
      }
      if (volume.object("host").flatMap(host -> host.text("sourcePath")).isPresent()) {
        throw EcsError.client(
            "Invalid 'host.sourcePath' setting for volume '"
                + name
                + "': Fargate does not support it.");
      }
      names.add(name);
    }
    for (Fields container : containers) {
      for (Fields mount : container.objects("mountPoints")) {
        if (!names.contains(mount.text("sourceVolume").orElse(""))) {
          throw EcsError.client("Unknown volume '" + mount.text("sourceVolume").orElse("") + "'.");
        }
      }
    }
  }
}
