package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AvailabilityZoneRebalancing;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeleteServiceResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;

/** The service that keeps one task of the node, never two. */
final class NodeServiceTest {
  private final FakeService ecs = new FakeService();
  private final FakeAws aws = ecs.in(new FakeAws());
  private final TestLab lab = new TestLab(aws.clients(), Map.of());
  private final NodeService service = lab.the(NodeService.class);
  private final ObservedState known = known();

  private ObservedState known() {
    var there = new ObservedState();
    there.put(
        lab.the(EcsCluster.class),
        new Present<>(
            "eks-lab", Optional.empty(), "ACTIVE", new EcsCluster.Attributes(Set.of(), false)));
    there.put(
        lab.the(TaskDefinition.class),
        new Present<>(
            "x",
            Optional.of(FakeService.DEFINITION),
            "ACTIVE",
            new TaskDefinition.Attributes(FakeService.DEFINITION, "")));
    lab.all()
        .forEach(
            r -> {
              if (r instanceof Subnet subnet) {
                there.put(
                    subnet,
                    new Present<>(
                        "subnet-" + subnet.name(),
                        Optional.empty(),
                        "available",
                        new Subnet.Attributes("", "", "", "", true)));
              } else if (r instanceof SecurityGroup group) {
                there.put(
                    group,
                    new Present<>(
                        "sg-" + group.name(),
                        Optional.empty(),
                        "available",
                        new SecurityGroup.Attributes(List.of(), true)));
              }
            });
    return there;
  }

  @Test
  void itIsMadeWithoutRebalancingOnceItsRolesAreKnown() {
    ecs.unready = 3;

    service.create(new FakeWork(known));

    assertThat(ecs.rebalancing).isEqualTo(AvailabilityZoneRebalancing.DISABLED);
    assertThat(service.diff(service.observe(known).present().orElseThrow(), known))
        .isInstanceOf(Change.None.class);
  }

  @Test
  void oneThatEcsMovesBetweenZonesIsMended() {
    service.create(new FakeWork(known));
    ecs.rebalancing = AvailabilityZoneRebalancing.ENABLED;
    var seen = service.observe(known).present().orElseThrow();

    assertThat(service.diff(seen, known).reason()).contains("zones");
    service.update(seen, new FakeWork(known));

    assertThat(ecs.rebalancing).isEqualTo(AvailabilityZoneRebalancing.DISABLED);
  }

  private Present<NodeService.Attributes> seen() {
    return service.observe(known).present().orElseThrow();
  }

  private String reason() {
    return service.diff(seen(), known).reason();
  }

  private void quiet() {
    aws.on(
        EcsClient.class,
        "listTasks",
        ListTasksRequest.class,
        _ -> ListTasksResponse.builder().build());
  }

  @Test
  void itIsMadeForFargateInTheLabsNetworkWithOneTaskAtMost() {
    service.create(new FakeWork(known));

    var asked = aws.requests(CreateServiceRequest.class).getFirst();
    assertThat(asked.cluster()).isEqualTo("eks-lab");
    assertThat(asked.taskDefinition()).isEqualTo(FakeService.DEFINITION);
    assertThat(asked.desiredCount()).isEqualTo(1);
    assertThat(asked.launchTypeAsString()).isEqualTo("FARGATE");
    assertThat(asked.deploymentConfiguration().minimumHealthyPercent()).isZero();
    assertThat(asked.deploymentConfiguration().maximumPercent()).isEqualTo(100);
    assertThat(asked.enableECSManagedTags()).isTrue();
    assertThat(asked.propagateTagsAsString()).isEqualTo("SERVICE");
    assertThat(asked.networkConfiguration().awsvpcConfiguration())
        .isEqualTo(
            AwsVpcConfiguration.builder()
                .subnets("subnet-eks-lab-public-1", "subnet-eks-lab-public-2")
                .securityGroups("sg-eks-lab-kubelet")
                .assignPublicIp("ENABLED")
                .build());
    assertThat(asked.tags()).extracting(Tag::key).contains("fnk.dev/lab");
  }

  @Test
  void oneThatARunBeforeMadeIsBroughtUpToDate() {
    ecs.network = Optional.of(AwsVpcConfiguration.builder().build());
    ecs.desired = 0;

    service.create(new FakeWork(known));

    assertThat(ecs.desired).isEqualTo(1);
    assertThat(service.diff(seen(), known)).isEqualTo(Change.none());
  }

  @Test
  void anotherRefusalIsNotTakenForThat() {
    aws.on(
        EcsClient.class,
        "createService",
        CreateServiceRequest.class,
        _ -> {
          throw FakeAws.error(
              InvalidParameterException.builder(), "InvalidParameterException", "no platform");
        });

    assertThatThrownBy(() -> service.create(new FakeWork(known)))
        .hasMessageContaining("no platform");
  }

  @Test
  void whatDiffersIsSaid() {
    service.create(new FakeWork(known));
    assertThat(service.diff(seen(), known)).isEqualTo(Change.none());

    ecs.running = 0;
    assertThat(reason()).isEqualTo("its task does not run");
    var made = ecs.network;
    ecs.network = Optional.of(made.orElseThrow().toBuilder().assignPublicIp("DISABLED").build());
    assertThat(reason()).isEqualTo("another network");
    ecs.network = Optional.of(made.orElseThrow().toBuilder().securityGroups("sg-x").build());
    assertThat(reason()).isEqualTo("another network");
    ecs.network = Optional.of(made.orElseThrow().toBuilder().subnets("subnet-x").build());
    assertThat(reason()).isEqualTo("another network");
    ecs.desired = 2;
    assertThat(reason()).isEqualTo("it keeps 2 tasks, wanted is 1");
    ecs.definition = FakeDefinitions.arn("eks-lab-virtual-kubelet:7");
    assertThat(reason()).isEqualTo("another task definition");
    ecs.status = "DRAINING";
    assertThat(service.diff(seen(), known)).isEqualTo(Change.replace("it is being deleted"));
  }

  @Test
  void whatDiffersIsMendedAndItsTaskWaitedFor() {
    service.create(new FakeWork(known));
    ecs.desired = 2;
    service.update(seen(), new FakeWork(known));
    assertThat(ecs.desired).isEqualTo(1);

    ecs.definition = FakeDefinitions.arn("eks-lab-virtual-kubelet:7");
    service.update(seen(), new FakeWork(known));
    assertThat(ecs.definition).isEqualTo(FakeService.DEFINITION);

    ecs.network = Optional.of(ecs.network.orElseThrow().toBuilder().subnets("subnet-x").build());
    service.update(seen(), new FakeWork(known));
    assertThat(service.diff(seen(), known)).isEqualTo(Change.none());

    var before = aws.requests(UpdateServiceRequest.class).size();
    service.update(seen(), new FakeWork(known));
    assertThat(aws.requests(UpdateServiceRequest.class)).hasSize(before);

    ecs.running = 0;
    quiet();
    var idle = seen();
    assertThatThrownBy(() -> service.update(idle, new FakeWork(known)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("its task to run");
  }

  @Test
  void anothersIsForeignAndADeletedOnesMemoryIsNone() {
    service.create(new FakeWork(known));
    ecs.lab = "other";
    assertThat(service.observe(known)).isInstanceOf(Foreign.class);
    ecs.status = "INACTIVE";
    assertThat(service.observe(known)).isInstanceOf(Absent.class);
    ecs.status = "ACTIVE";
    assertThat(service.observe(new ObservedState())).isInstanceOf(Absent.class);

    aws.on(
        EcsClient.class,
        "describeServices",
        DescribeServicesRequest.class,
        _ -> {
          throw FakeAws.error(
              ClusterNotFoundException.builder(), "ClusterNotFoundException", "gone");
        });
    assertThat(service.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void itIsEmptiedDeletedByForceAndItsEndWaitedFor() {
    service.create(new FakeWork(known));
    aws.on(
        EcsClient.class,
        "deleteService",
        DeleteServiceRequest.class,
        q -> {
          assertThat(q.force()).isTrue();
          assertThat(ecs.desired).isZero();
          ecs.status = "INACTIVE";
          return DeleteServiceResponse.builder().build();
        });

    service.delete(seen(), new FakeWork(known));

    assertThat(service.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void oneThatIsGoingIsWaitedForAndOneThatIsGoneIsNoError() {
    service.create(new FakeWork(known));
    var present = seen();
    ecs.status = "DRAINING";
    assertThatThrownBy(() -> service.delete(seen(), new FakeWork(known)))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("the service to be gone");
    assertThat(aws.requests(UpdateServiceRequest.class)).isEmpty();

    aws.on(
        EcsClient.class,
        "updateService",
        UpdateServiceRequest.class,
        _ -> {
          throw FakeAws.error(
              ServiceNotFoundException.builder(), "ServiceNotFoundException", "gone");
        });
    service.delete(present, new FakeWork(known));
  }

  @Test
  void whatStandsInItsWayIsWhatEcsSays() {
    quiet();
    assertThat(service.obstacle(known)).isEmpty();
    assertThat(service.obstacle(new ObservedState())).isEmpty();
    assertThat(service.lastWords()).isEmpty();
    assertThat(service.usage(known))
        .containsExactly(
            new Usage.Tasks("virtual node", 1, 512, 1024, Architecture.AMD64),
            new Usage.PublicAddresses("virtual node", 1));
  }
}
