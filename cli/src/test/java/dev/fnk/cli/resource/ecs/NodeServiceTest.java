package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
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
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.CreateServiceResponse;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;

/** The service that keeps one task of the node, never two. */
final class NodeServiceTest {
  private static final String DEFINITION = FakeDefinitions.arn("eks-lab-virtual-kubelet:1");

  private Optional<AwsVpcConfiguration> network = Optional.empty();
  private AvailabilityZoneRebalancing rebalancing = AvailabilityZoneRebalancing.ENABLED;
  private int unready;
  private final FakeAws aws =
      new FakeAws()
          .on(EcsClient.class, "createService", CreateServiceRequest.class, this::create)
          .on(EcsClient.class, "updateService", UpdateServiceRequest.class, this::update)
          .on(
              EcsClient.class,
              "describeServices",
              DescribeServicesRequest.class,
              _ ->
                  DescribeServicesResponse.builder()
                      .services(network.map(n -> List.of(described(n))).orElse(List.of()))
                      .build());
  private final TestLab lab = new TestLab(aws.clients(), Map.of());
  private final NodeService service = lab.the(NodeService.class);
  private final ObservedState known = known();

  private Object create(CreateServiceRequest q) {
    if (unready-- > 0) {
      throw FakeAws.error(
          InvalidParameterException.builder(),
          "InvalidParameterException",
          "ECS was unable to assume the role 'x' that was provided for this task.");
    }
    network = Optional.of(q.networkConfiguration().awsvpcConfiguration());
    rebalancing = q.availabilityZoneRebalancing();
    return CreateServiceResponse.builder().build();
  }

  private Object update(UpdateServiceRequest q) {
    rebalancing = q.availabilityZoneRebalancing();
    return UpdateServiceResponse.builder().build();
  }

  private Service described(AwsVpcConfiguration network) {
    return Service.builder()
        .serviceName(service.name())
        .serviceArn("arn:aws:ecs:eu-west-1:111122223333:service/eks-lab/x")
        .status("ACTIVE")
        .desiredCount(1)
        .taskDefinition(DEFINITION)
        .availabilityZoneRebalancing(rebalancing)
        .networkConfiguration(n -> n.awsvpcConfiguration(network))
        .deployments(
            Deployment.builder()
                .status("PRIMARY")
                .taskDefinition(DEFINITION)
                .runningCount(1)
                .build())
        .tags(Tag.builder().key("fnk.dev/lab").value("eks-lab").build())
        .build();
  }

  private ObservedState known() {
    var there = new ObservedState();
    there.put(
        lab.the(EcsCluster.class),
        new Present<>(
            "eks-lab", Optional.empty(), "ACTIVE", new EcsCluster.Attributes(Set.of(), false)));
    there.put(
        lab.the(TaskDefinition.class),
        new Present<>(
            "x", Optional.of(DEFINITION), "ACTIVE", new TaskDefinition.Attributes(DEFINITION, "")));
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
    unready = 3;

    service.create(new FakeWork(known));

    assertThat(rebalancing).isEqualTo(AvailabilityZoneRebalancing.DISABLED);
    assertThat(service.diff(service.observe(known).present().orElseThrow(), known))
        .isInstanceOf(Change.None.class);
  }

  @Test
  void oneThatEcsMovesBetweenZonesIsMended() {
    service.create(new FakeWork(known));
    rebalancing = AvailabilityZoneRebalancing.ENABLED;
    var seen = service.observe(known).present().orElseThrow();

    assertThat(service.diff(seen, known).reason()).contains("zones");
    service.update(seen, new FakeWork(known));

    assertThat(rebalancing).isEqualTo(AvailabilityZoneRebalancing.DISABLED);
  }
}
