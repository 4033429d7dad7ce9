package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Whose an interface is, by what its service writes on it. */
final class InterfaceOwnerTest {
  private static NetworkInterface.Builder eni(String description) {
    return NetworkInterface.builder().networkInterfaceId("eni-1").description(description);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AWS Lambda VPC ENI-resize-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f | the Lambda function resize | aws lambda delete-function --function-name resize
          VPC Endpoint Interface vpce-0a1 | the VPC endpoint vpce-0a1 | aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-0a1
          Interface for NAT Gateway nat-0a1 | the NAT gateway nat-0a1 | aws ec2 delete-nat-gateway --nat-gateway-id nat-0a1
          ELB classic | the load balancer classic | aws elb delete-load-balancer --load-balancer-name classic
          EFS mount target for fs-1 (fsmt-1) | the EFS file system fs-1 | aws efs delete-mount-target --mount-target-id fsmt-1
          """)
  void whatAServiceMadeStaysUntilItsOwnerGoes(String description, String owner, String remedy) {
    assertThat(InterfaceOwner.of(eni(description).build()))
        .isEqualTo(Blocker.stays("eni-1 of " + owner, remedy));
  }

  @Test
  void aLoadBalancerIsRemovedByTheArnOfItsName() {
    var blocker = InterfaceOwner.of(eni("ELB app/web/0a1b2c3d").build());

    assertThat(blocker.what()).isEqualTo("eni-1 of the load balancer web");
    assertThat(blocker.remedy().orElseThrow())
        .startsWith("aws elbv2 delete-load-balancer")
        .contains("--names web ");
  }

  @Test
  void whatTasksAndTheControlPlaneHaveGoesWithThem() {
    var task = eni("arn:aws:ecs:eu-west-1:111122223333:attachment/0a1b");

    assertThat(InterfaceOwner.of(task.build())).isEqualTo(Blocker.leaves("eni-1 of an ECS task"));
    assertThat(
            InterfaceOwner.of(
                task.tagSet(Tag.builder().key("aws:ecs:clusterName").value("eks-lab").build())
                    .build()))
        .isEqualTo(Blocker.leaves("eni-1 of an ECS task in the cluster eks-lab"));
    assertThat(InterfaceOwner.of(eni("Amazon EKS eks-lab").build()))
        .isEqualTo(Blocker.leaves("eni-1 of the EKS cluster eks-lab"));
  }

  @Test
  void anInstancesIsNamedByIt() {
    assertThat(
            InterfaceOwner.of(
                eni("mine").attachment(a -> a.instanceId("i-1")).requesterManaged(true).build()))
        .isEqualTo(
            Blocker.stays(
                "eni-1 of the instance i-1 (mine)",
                "aws ec2 terminate-instances --instance-ids i-1"));
  }

  @Test
  void aServiceThatIsNotKnownIsNamedByItsRequester() {
    assertThat(
            InterfaceOwner.of(
                eni("").requesterManaged(true).requesterId("amazon-redshift").build()))
        .isEqualTo(
            Blocker.stays("eni-1 of amazon-redshift", "remove what amazon-redshift made it for"));
  }

  @Test
  void anybodysIsNotFnks() {
    var plain = NetworkInterface.builder().networkInterfaceId("eni-1");
    var remedy = "aws ec2 delete-network-interface --network-interface-id eni-1";

    assertThat(InterfaceOwner.of(plain.build()))
        .isEqualTo(Blocker.stays("eni-1, which is not fnk's", remedy));
    assertThat(InterfaceOwner.of(plain.description("my database").attachment(a -> {}).build()))
        .isEqualTo(
            new Blocker("eni-1 (my database), which is not fnk's", false, Optional.of(remedy)));
  }
}
