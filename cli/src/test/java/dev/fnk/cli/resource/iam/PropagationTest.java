package dev.fnk.cli.resource.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PropagationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "InvalidParameterException | Error in role params",
        "InvalidParameterException | The provided role doesn't have the Amazon EKS Managed Policies associated with it. Please ensure the following policy is attached: AmazonEKSClusterPolicy",
        "InvalidParameterException | IAM role's policy must include the `ec2:DescribeSubnets` action",
        "InvalidParameterException | roleArn, arn:aws:iam::111122223333:role/x, does not exist",
        "InvalidParameterException | Role could not be assumed because the trust policy is not correct",
        "InvalidParameterException | Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
        "InvalidParameterException | ECS was unable to assume the role 'arn:aws:iam::111122223333:role/x' that was provided for this task.",
        "ClientException | Role is not valid"
      })
  void aRoleThatMayBeUsableSoon(String code, String message) {
    assertThat(Propagation.notYet(FakeAws.error(code, message))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AccessDeniedException | User: arn:aws:sts::111122223333:assumed-role/ci/x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/x",
        "InvalidParameterException | The subnet ID 'subnet-1' does not exist",
        "ClientException | TaskDefinition is inactive",
        "ThrottlingException | Rate exceeded for role"
      })
  void anythingElseIsNoMatterOfTime(String code, String message) {
    assertThat(Propagation.notYet(FakeAws.error(code, message))).isFalse();
  }
}
