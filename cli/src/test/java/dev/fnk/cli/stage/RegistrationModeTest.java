package dev.fnk.cli.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.eks.NodeAccessEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/** How the node becomes a Kubernetes identity, in both modes. */
final class RegistrationModeTest {
  private static final String NODE_ROLE =
      "arn:aws:iam::%s:role/eks-lab-eu-west-1-node".formatted(TestLab.ACCOUNT);

  private final FakeAws fake = new FakeAws();
  private final Map<String, AccessEntry> entries = new HashMap<>();
  private int notYet;

  RegistrationModeTest() {
    fake.on(
            EksClient.class,
            "describeAccessEntry",
            DescribeAccessEntryRequest.class,
            q -> {
              var entry = entries.get(q.principalArn());
              if (entry == null) {
                throw FakeAws.error(
                    ResourceNotFoundException.builder(), "ResourceNotFoundException", "none");
              }
              return DescribeAccessEntryResponse.builder().accessEntry(entry).build();
            })
        .on(
            EksClient.class,
            "createAccessEntry",
            CreateAccessEntryRequest.class,
            q -> {
              if (notYet-- > 0) {
                throw FakeAws.error(
                    "InvalidParameterException",
                    "The specified principalArn is invalid: invalid principal.");
              }
              entries.put(
                  q.principalArn(),
                  AccessEntry.builder()
                      .principalArn(q.principalArn())
                      .accessEntryArn("arn:entry")
                      .type(q.type())
                      .username("system:node:{{SessionName}}")
                      .tags(q.tags())
                      .build());
              return CreateAccessEntryResponse.builder().build();
            })
        .on(
            EksClient.class,
            "deleteAccessEntry",
            DeleteAccessEntryRequest.class,
            q -> {
              entries.remove(q.principalArn());
              return DeleteAccessEntryResponse.builder().build();
            });
  }

  private List<String> made(String mode, boolean leftover) {
    return new TestLab(fake.clients(), Map.of("FNK_REGISTRATION_MODE", mode))
        .all()
        .filter(r -> r instanceof LeftoverResource<?> == leftover)
        .map(Resource::label)
        .toList();
  }

  @Test
  void eachModeMakesItsOwnAndTearsDownTheOthers() {
    assertThat(made("aws-auth", false))
        .contains("kubernetes:aws-auth eks-lab-eu-west-1-kubelet")
        .doesNotContain(
            "eks:access-entry eks-lab-eu-west-1-node", "iam:role eks-lab-eu-west-1-node");
    assertThat(made("aws-auth", true))
        .contains("eks:access-entry eks-lab-eu-west-1-node", "iam:role eks-lab-eu-west-1-node");
    assertThat(made("access-entry", false))
        .contains("eks:access-entry eks-lab-eu-west-1-node", "iam:role eks-lab-eu-west-1-node")
        .doesNotContain("kubernetes:aws-auth eks-lab-eu-west-1-kubelet");
    assertThat(made("access-entry", true))
        .contains("kubernetes:aws-auth eks-lab-eu-west-1-kubelet");
  }

  @Test
  void theEntryIsOfTheNodeRoleAndWaitsUntilEksKnowsIt() {
    notYet = 3;
    var lab = new TestLab(fake.clients(), Map.of("FNK_REGISTRATION_MODE", "access-entry"));
    var entry = lab.the(NodeAccessEntry.class);

    var present = entry.create(new FakeWork());

    assertThat(present.id()).isEqualTo(NODE_ROLE);
    assertThat(present.attributes().type()).isEqualTo("HYBRID_LINUX");
    assertThat(entry.diff(present, new ObservedState()).acts()).isFalse();
    entry.delete(present, new FakeWork());
    assertThat(entries).isEmpty();
  }

  @Test
  void anEntryOfSomebodyElseIsForeign() {
    entries.put(
        NODE_ROLE,
        AccessEntry.builder().principalArn(NODE_ROLE).accessEntryArn("arn:entry").build());
    var lab = new TestLab(fake.clients(), Map.of("FNK_REGISTRATION_MODE", "access-entry"));

    assertThat(lab.the(NodeAccessEntry.class).observe(new ObservedState()).present()).isEmpty();
  }
}
