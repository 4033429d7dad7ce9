package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.Tag;

/** The node's task definition: revisions that never change, told by the hash of their content. */
final class TaskDefinitionTest {
  private static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  private static final String DOCUMENT =
      """
      {"family":"eks-lab-virtual-kubelet","cpu":"512","memory":"1024","architecture":"ARM64",
       "taskRoleArn":"arn:task","executionRoleArn":"arn:execution",
       "container":{"name":"virtual-kubelet","image":"repo@sha256:1","memory":1000,"port":10250,
        "stopTimeout":30,"environment":{"A":"1","B":"2"},
        "healthCheck":{"command":["CMD-SHELL","kill -0 1"],"interval":30,"timeout":5,"retries":3},
        "log":{"awslogs-group":"/fnk/eks-lab","mode":"non-blocking"}}}""";

  private final FakeDefinitions definitions = new FakeDefinitions();
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  private final Map<String, String> tags = new HashMap<>();
  private int revision;
  private final FakeAws aws =
      definitions
          .in(new FakeAws())
          .on(
              EcsClient.class,
              "registerTaskDefinition",
              RegisterTaskDefinitionRequest.class,
              this::register)
          .on(
              EcsClient.class,
              "describeTaskDefinition",
              DescribeTaskDefinitionRequest.class,
              _ -> describe());
  private Optional<String> document = Optional.of(DOCUMENT);
  private final EcsCluster cluster = new EcsCluster(aws.clients(), NAMES.tags("ecs", "1"), NAMES);
  private final RemainingTasks remaining =
      new RemainingTasks(aws.clients(), cluster, NAMES, List.of());
  private final TaskDefinition definition =
      new TaskDefinition(
          aws.clients(),
          NAMES.tags("kubelet", "1"),
          NAMES.nodeService(),
          List.of(cluster, remaining),
          _ -> document);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  TaskDefinitionTest() {
    known.put(
        cluster,
        new Present<>(
            "eks-lab",
            Optional.empty(),
            "ACTIVE",
            new EcsCluster.Attributes(java.util.Set.of(), false)));
  }

  private Object register(RegisterTaskDefinitionRequest q) {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    revision++;
    tags.clear();
    q.tags().forEach(t -> tags.put(t.key(), t.value()));
    definitions.statuses.put(arn(), "ACTIVE");
    return RegisterTaskDefinitionResponse.builder()
        .taskDefinition(d -> d.taskDefinitionArn(arn()))
        .build();
  }

  private String arn() {
    return FakeDefinitions.arn(NAMES.nodeService() + ":" + revision);
  }

  private Object describe() {
    if (!"ACTIVE".equals(definitions.statuses.get(arn()))) {
      throw FakeAws.error(
          ClientException.builder(), "ClientException", "Unable to describe task definition.");
    }
    return DescribeTaskDefinitionResponse.builder()
        .taskDefinition(d -> d.taskDefinitionArn(arn()).status("ACTIVE"))
        .tags(
            tags.entrySet().stream()
                .map(t -> Tag.builder().key(t.getKey()).value(t.getValue()).build())
                .toList())
        .build();
  }

  private Present<TaskDefinition.Attributes> seen() {
    return definition.observe(known).present().orElseThrow();
  }

  @Test
  void itIsMadeOfItsDocument() {
    assertThat(definition.observe(known)).isInstanceOf(Absent.class);

    var made = definition.create(work);

    assertThat(made).isEqualTo(seen());
    assertThat(made.id()).isEqualTo("eks-lab-virtual-kubelet:1");
    assertThat(made.attributes().content()).hasSize(32).matches("[0-9a-f]+");
    assertThat(definition.diff(made, known)).isEqualTo(Change.none());
    var asked = aws.requests(RegisterTaskDefinitionRequest.class).getFirst();
    assertThat(asked.family()).isEqualTo("eks-lab-virtual-kubelet");
    assertThat(asked.cpu()).isEqualTo("512");
    assertThat(asked.memory()).isEqualTo("1024");
    assertThat(asked.networkModeAsString()).isEqualTo("awsvpc");
    assertThat(asked.requiresCompatibilitiesAsStrings()).containsExactly("FARGATE");
    assertThat(asked.runtimePlatform().cpuArchitectureAsString()).isEqualTo("ARM64");
    assertThat(asked.runtimePlatform().operatingSystemFamilyAsString()).isEqualTo("LINUX");
    assertThat(asked.taskRoleArn()).isEqualTo("arn:task");
    assertThat(asked.executionRoleArn()).isEqualTo("arn:execution");
    assertThat(asked.containerDefinitions())
        .containsExactly(
            ContainerDefinition.builder()
                .name("virtual-kubelet")
                .image("repo@sha256:1")
                .essential(true)
                .memory(1000)
                .portMappings(PortMapping.builder().containerPort(10250).build())
                .stopTimeout(30)
                .environment(
                    KeyValuePair.builder().name("A").value("1").build(),
                    KeyValuePair.builder().name("B").value("2").build())
                .healthCheck(
                    h -> h.command("CMD-SHELL", "kill -0 1").interval(30).timeout(5).retries(3))
                .logConfiguration(
                    l ->
                        l.logDriver("awslogs")
                            .options(
                                Map.of("awslogs-group", "/fnk/eks-lab", "mode", "non-blocking")))
                .build());
    assertThat(tags)
        .containsEntry(LabTags.LAB, "eks-lab")
        .containsEntry("fnk.dev/content", made.attributes().content());
  }

  @Test
  void anotherContentIsANewRevision() {
    var first = definition.create(work);
    document = Optional.of(DOCUMENT.replace("sha256:1", "sha256:2"));

    assertThat(definition.diff(seen(), known).reason()).isEqualTo("what it is made of has changed");
    var second = definition.update(first, work);

    assertThat(second.id()).isEqualTo("eks-lab-virtual-kubelet:2");
    assertThat(definition.diff(seen(), known)).isEqualTo(Change.none());
    document = Optional.empty();
    assertThat(definition.diff(seen(), known)).isInstanceOf(Change.Update.class);
  }

  @Test
  void rolesThatEcsDoesNotKnowYetAreWaitedFor() {
    failures.add(FakeAws.error(ClientException.builder(), "ClientException", "Role is not valid"));
    definition.create(work);
    assertThat(failures).isEmpty();

    failures.add(FakeAws.error(ClientException.builder(), "ClientException", "no memory"));
    assertThatThrownBy(() -> definition.create(work)).hasMessageContaining("no memory");
  }

  @Test
  void whatItNeedsMustBeThereButForWhatOthersLeft() {
    known.put(cluster, new Absent<>());

    assertThatThrownBy(() -> definition.create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessage("ecs:cluster eks-lab does not exist");
    assertThat(aws.requests(RegisterTaskDefinitionRequest.class)).isEmpty();
  }

  @Test
  void anothersIsForeign() {
    definition.create(work);
    tags.put(LabTags.LAB, "other");

    assertThat(definition.observe(known))
        .isEqualTo(
            new Foreign<>(
                "eks-lab-virtual-kubelet", Optional.of(arn()), "it belongs to the lab other"));
  }

  @Test
  void ofSeveralThatWereOnlyDeregisteredTheLastIsFound() {
    definitions.statuses.put(FakeDefinitions.arn(NAMES.nodeService() + ":1"), "INACTIVE");
    definitions.statuses.put(FakeDefinitions.arn(NAMES.nodeService() + ":2"), "INACTIVE");

    assertThat(seen().id()).isEqualTo("eks-lab-virtual-kubelet:2");
    assertThat(seen().state()).isEqualTo("INACTIVE");
    assertThat(definition.diff(seen(), known)).isInstanceOf(Change.Update.class);
    assertThat(definition.traces(known)).hasSize(2).noneMatch(t -> t.gone());
  }

  @Test
  void anotherErrorIsNotAbsence() {
    aws.on(
        EcsClient.class,
        "describeTaskDefinition",
        DescribeTaskDefinitionRequest.class,
        _ -> {
          throw FakeAws.error(ClientException.builder(), "ClientException", "too many");
        });

    assertThatThrownBy(() -> definition.observe(known)).hasMessageContaining("too many");
  }
}
