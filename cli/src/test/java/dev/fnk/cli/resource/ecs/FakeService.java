package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.FakeAws;
import java.util.List;
import java.util.Optional;
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

/** The node's service, once it is made; what it is told is what it is. */
final class FakeService {
  static final String DEFINITION = FakeDefinitions.arn("eks-lab-virtual-kubelet:1");

  Optional<AwsVpcConfiguration> network = Optional.empty();
  AvailabilityZoneRebalancing rebalancing = AvailabilityZoneRebalancing.ENABLED;
  int unready;
  String status = "ACTIVE";
  int desired = 1;
  int running = 1;
  String definition = DEFINITION;
  String lab = "eks-lab";

  FakeAws in(FakeAws fake) {
    return fake.on(EcsClient.class, "createService", CreateServiceRequest.class, this::create)
        .on(EcsClient.class, "updateService", UpdateServiceRequest.class, this::update)
        .on(
            EcsClient.class,
            "describeServices",
            DescribeServicesRequest.class,
            _ ->
                DescribeServicesResponse.builder()
                    .services(network.map(n -> List.of(described(n))).orElse(List.of()))
                    .build());
  }

  private Object create(CreateServiceRequest q) {
    if (network.isPresent()) {
      throw FakeAws.error(
          InvalidParameterException.builder(),
          "InvalidParameterException",
          "Creation of service was not idempotent.");
    }
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
    if (q.availabilityZoneRebalancing() != null) {
      rebalancing = q.availabilityZoneRebalancing();
    }
    desired = q.desiredCount();
    if (q.taskDefinition() != null) {
      definition = q.taskDefinition();
    }
    if (q.networkConfiguration() != null) {
      network = Optional.of(q.networkConfiguration().awsvpcConfiguration());
    }
    return UpdateServiceResponse.builder().build();
  }

  private Service described(AwsVpcConfiguration network) {
    return Service.builder()
        .serviceName("eks-lab-virtual-kubelet")
        .serviceArn("arn:aws:ecs:eu-west-1:111122223333:service/eks-lab/x")
        .status(status)
        .desiredCount(desired)
        .taskDefinition(definition)
        .availabilityZoneRebalancing(rebalancing)
        .networkConfiguration(n -> n.awsvpcConfiguration(network))
        .deployments(
            Deployment.builder()
                .status("PRIMARY")
                .taskDefinition(DEFINITION)
                .runningCount(running)
                .build())
        .tags(Tag.builder().key("fnk.dev/lab").value(lab).build())
        .build();
  }
}
