package dev.fnk.local.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerCondition;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** Real containers through the ECS API. Authorization a container engine and root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalEcsIT {
  private static final String GROUP = "/fnk/it";
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private EcsWorld world;
  private EcsClient ecs;
  private Ec2Client ec2;
  private CloudWatchLogsClient logs;
  private String subnet;
  private String role;

  @BeforeAll
  void open(@TempDir Path state) throws Exception {
    world = new EcsWorld(state);
    ecs = world.ecs();
    ec2 = world.account().clients(EcsWorld.REGION).ec2();
    logs = world.account().clients(EcsWorld.REGION).logs();
    String vpc = ec2.createVpc(request -> request.cidrBlock("10.213.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.213.16.0/20"))
            .subnet()
            .subnetId();
    role =
        world
            .account()
            .clients(EcsWorld.REGION)
            .iam()
            .createRole(
                request ->
                    request
                        .roleName("task")
                        .assumeRolePolicyDocument(
                            """
                            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                             "Principal":{"Service":"ecs-tasks.amazonaws.com"},
                             "Action":"sts:AssumeRole"}]}"""))
            .role()
            .arn();
    logs.createLogGroup(request -> request.logGroupName(GROUP));
    ecs.createCluster(request -> request.clusterName("it"));
  }

  @AfterAll
  void close() {
    world.close();
  }

  @SuppressWarnings("unchecked") // the SDK's generic varargs
  @Test
  void containersOfATaskShareLocalhostCredentialsAndAnAddress() throws Exception {
    String definition =
        register(
            "shared",
            container("web", "mkdir /w; echo hello >/w/index.html; exec httpd -f -p 8080 -h /w"),
            container(
                    "probe",
                    """
                    until wget -qO- http://localhost:8080/; do sleep 0.2; done
                    wget -qO- http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI >/c
                    cat /c | grep -c '"Token"'
                    wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task
                    echo
                    echo $COLOUR
                    exit 3""")
                .toBuilder()
                .essential(false)
                .dependsOn(d -> d.containerName("web").condition(ContainerCondition.START))
                .build());
    String arn =
        ecs.runTask(
                request ->
                    request
                        .cluster("it")
                        .taskDefinition(definition)
                        .launchType(LaunchType.FARGATE)
                        .networkConfiguration(network())
                        .startedBy("it/shared")
                        .overrides(
                            o ->
                                o.containerOverrides(
                                    c ->
                                        c.name("probe")
                                            .environment(
                                                KeyValuePair.builder()
                                                    .name("COLOUR")
                                                    .value("blue")
                                                    .build()))))
            .tasks()
            .getFirst()
            .taskArn();
    Task task = await(() -> task(arn), t -> container(t, "probe").exitCode() != null);
    assertThat(task.lastStatus()).isEqualTo("RUNNING");
    assertThat(container(task, "probe").exitCode()).isEqualTo(3);
    String address = detail(task, "privateIPv4Address");
    assertThat(address).startsWith("10.213.");
    assertThat(get("http://" + address + ":8080/")).isEqualTo("hello\n");
    assertThat(
            ec2.describeNetworkInterfaces(
                    r -> r.networkInterfaceIds(detail(task, "networkInterfaceId")))
                .networkInterfaces()
                .getFirst()
                .privateIpAddress())
        .isEqualTo(address);
    List<String> lines = await(() -> lines("probe", arn), seen -> seen.size() == 4);
    assertThat(lines.get(0)).isEqualTo("hello");
    assertThat(lines.get(1)).isEqualTo("1");
    assertThat(lines.get(2)).contains("\"TaskARN\":\"" + arn + "\"").contains(address);
    assertThat(lines.get(3)).isEqualTo("blue");
    assertThat(ecs.listTasks(r -> r.cluster("it").startedBy("it/shared")).taskArns())
        .containsExactly(arn);
    ecs.stopTask(request -> request.cluster("it").task(arn).reason("enough"));
    Task stopped = await(() -> task(arn), t -> t.lastStatus().equals("STOPPED"));
    assertThat(stopped.stopCode()).isEqualTo(TaskStopCode.USER_INITIATED);
    assertThat(stopped.stoppedReason()).isEqualTo("enough");
    assertThat(ec2.describeNetworkInterfaces().networkInterfaces())
        .noneMatch(eni -> eni.privateIpAddress().equals(address));
  }

  @Test
  void exitCodeAndEveryLineAreThereWhenATaskIsStopped() throws Exception {
    String arn =
        run(
            register(
                "lines",
                container(
                    "main",
                    "i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; printf end; exit 42")));
    Task task = await(() -> task(arn), t -> t.lastStatus().equals("STOPPED"));
    assertThat(task.stopCode()).isEqualTo(TaskStopCode.ESSENTIAL_CONTAINER_EXITED);
    assertThat(task.stoppedReason()).isEqualTo("Essential container in task exited");
    assertThat(container(task, "main").exitCode()).isEqualTo(42);
    List<String> lines = lines("main", arn);
    assertThat(lines).hasSize(501);
    assertThat(lines.getFirst()).isEqualTo("line 0");
    assertThat(lines.get(499)).isEqualTo("line 499");
    assertThat(lines.getLast()).isEqualTo("end");
  }

  @Test
  void stopGivesTheContainerItsGrace() throws Exception {
    String arn =
        run(
            register(
                "grace",
                container(
                    "main", "trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.1; done")));
    var _ = await(() -> lines("main", arn), lines -> lines.contains("up"));
    ecs.stopTask(request -> request.cluster("it").task(arn));
    Task task = await(() -> task(arn), t -> t.lastStatus().equals("STOPPED"));
    assertThat(container(task, "main").exitCode()).isEqualTo(5);
    assertThat(lines("main", arn)).containsExactly("up", "bye");
  }

  @Test
  void imageThatCannotBePulledStopsTheTask() throws Exception {
    String arn =
        run(
            register(
                "nopull",
                ContainerDefinition.builder().name("main").image("127.0.0.1:1/none:1").build()));
    Task task = await(() -> task(arn), t -> t.lastStatus().equals("STOPPED"));
    assertThat(task.stopCode()).isEqualTo(TaskStopCode.TASK_FAILED_TO_START);
    assertThat(task.stoppedReason()).startsWith("CannotPullContainerError: ");
  }

  @Test
  void serviceKeepsItsCountAndNeverRunsTwo() throws Exception {
    String definition =
        register("kept", container("main", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
    ecs.createService(
        request ->
            request
                .cluster("it")
                .serviceName("kept")
                .taskDefinition(definition)
                .desiredCount(1)
                .launchType(LaunchType.FARGATE)
                .networkConfiguration(network())
                .deploymentConfiguration(d -> d.minimumHealthyPercent(0).maximumPercent(100)));
    var _ = await(this::service, s -> s.runningCount() == 1);
    String first = tasks(DesiredStatus.RUNNING).getFirst();
    ecs.stopTask(request -> request.cluster("it").task(first));
    var _ =
        await(
            this::service,
            s ->
                s.runningCount() == 1
                    && tasks(DesiredStatus.RUNNING).stream().anyMatch(t -> !t.equals(first)));
    String second = tasks(DesiredStatus.RUNNING).getFirst();
    ecs.updateService(r -> r.cluster("it").service("kept").forceNewDeployment(true));
    Service deployed =
        await(
            this::service,
            s -> {
              assertThat(executing()).isLessThanOrEqualTo(1);
              return s.deployments().size() == 1
                  && s.deployments().getFirst().rolloutStateAsString().equals("COMPLETED");
            });
    assertThat(deployed.runningCount()).isEqualTo(1);
    assertThat(tasks(DesiredStatus.RUNNING)).doesNotContain(first, second);
    ecs.deleteService(request -> request.cluster("it").service("kept").force(true));
    var _ = await(this::service, s -> s.status().equals("INACTIVE"));
    var _ = await(this::executing, count -> count == 0);
  }

  private int executing() {
    List<String> all =
        java.util.stream.Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
            .flatMap(status -> tasks(status).stream())
            .distinct() // one that has stopped between both calls is in both
            .toList();
    return (int)
        ecs.describeTasks(r -> r.cluster("it").tasks(all)).tasks().stream()
            .filter(t -> !List.of("DEPROVISIONING", "STOPPED").contains(t.lastStatus()))
            .count();
  }

  private List<String> tasks(DesiredStatus status) {
    return ecs.listTasks(r -> r.cluster("it").serviceName("kept").desiredStatus(status)).taskArns();
  }

  private Service service() {
    return ecs.describeServices(r -> r.cluster("it").services("kept")).services().getFirst();
  }

  private static ContainerDefinition container(String name, String script) {
    return ContainerDefinition.builder()
        .name(name)
        .image(EcsWorld.IMAGE)
        .command("sh", "-c", script)
        .stopTimeout(10)
        .logConfiguration(
            l ->
                l.logDriver(LogDriver.AWSLOGS)
                    .options(
                        Map.of(
                            "awslogs-group",
                            GROUP,
                            "awslogs-region",
                            EcsWorld.REGION,
                            "awslogs-stream-prefix",
                            "it")))
        .build();
  }

  private String register(String family, ContainerDefinition... containers) {
    return ecs.registerTaskDefinition(
            request ->
                request
                    .family(family)
                    .requiresCompatibilities(Compatibility.FARGATE)
                    .networkMode(NetworkMode.AWSVPC)
                    .cpu("256")
                    .memory("512")
                    .taskRoleArn(role)
                    .executionRoleArn(role)
                    .containerDefinitions(containers))
        .taskDefinition()
        .taskDefinitionArn();
  }

  private NetworkConfiguration network() {
    return NetworkConfiguration.builder()
        .awsvpcConfiguration(v -> v.subnets(subnet).assignPublicIp(AssignPublicIp.ENABLED))
        .build();
  }

  private String run(String definition) {
    return ecs.runTask(
            request ->
                request
                    .cluster("it")
                    .taskDefinition(definition)
                    .launchType(LaunchType.FARGATE)
                    .networkConfiguration(network()))
        .tasks()
        .getFirst()
        .taskArn();
  }

  private Task task(String arn) {
    return ecs.describeTasks(r -> r.cluster("it").tasks(arn)).tasks().getFirst();
  }

  private static software.amazon.awssdk.services.ecs.model.Container container(
      Task task, String name) {
    return task.containers().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static String detail(Task task, String name) {
    return task.attachments().getFirst().details().stream()
        .filter(detail -> detail.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private List<String> lines(String container, String taskArn) {
    String stream = "it/" + container + "/" + taskArn.substring(taskArn.lastIndexOf('/') + 1);
    if (logs.describeLogStreams(r -> r.logGroupName(GROUP).logStreamNamePrefix(stream))
        .logStreams()
        .isEmpty()) {
      return List.of();
    }
    return logs
        .getLogEvents(r -> r.logGroupName(GROUP).logStreamName(stream).startFromHead(true))
        .events()
        .stream()
        .map(OutputLogEvent::message)
        .toList();
  }

  private static String get(String uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static <T> T await(Supplier<T> read, Predicate<T> reached) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    T now = read.get();
    while (!reached.test(now)) {
      assertThat(System.nanoTime()).as("deadline; last seen: %s", now).isLessThan(deadline);
      Thread.sleep(200);
      now = read.get();
    }
    return now;
  }
}
