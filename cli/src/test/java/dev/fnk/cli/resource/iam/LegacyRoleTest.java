package dev.fnk.cli.resource.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.stage.FakeWork;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

final class LegacyRoleTest {
  private static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  private static final Map<String, String> OLD = Map.of(LabTags.LAB, "eks-lab");

  private final FakeIam iam = new FakeIam();
  private final Map<String, Map<String, String>> clusters = new HashMap<>();
  private String refused = "";
  private final FakeAws aws =
      iam.in(new FakeAws())
          .on(
              Ec2Client.class,
              "describeRegions",
              DescribeRegionsRequest.class,
              _ ->
                  DescribeRegionsResponse.builder()
                      .regions(region("eu-west-1"), region("us-east-1"))
                      .build());
  private final LegacyRole role =
      new LegacyRole(
          aws.clients(),
          NAMES.tags("ecs", "1"),
          new LegacyRole.Part(NAMES.legacyRole("pod"), Set.of("pod"), Set.of()),
          new LegacyLabs(aws.clients(), region -> elsewhere(region).clients(region)));

  private static Region region(String name) {
    return Region.builder().regionName(name).build();
  }

  private FakeAws elsewhere(String region) {
    return new FakeAws()
        .on(
            EksClient.class,
            "describeCluster",
            DescribeClusterRequest.class,
            q -> {
              if (refused.equals(region)) {
                throw FakeAws.error("AccessDeniedException", "not here");
              }
              var tags = clusters.get(region);
              if (tags == null) {
                throw FakeAws.error(
                    ResourceNotFoundException.builder(), "ResourceNotFoundException", q.name());
              }
              return DescribeClusterResponse.builder()
                  .cluster(Cluster.builder().name(q.name()).tags(tags).build())
                  .build();
            })
        .on(
            EcsClient.class,
            "describeClusters",
            DescribeClustersRequest.class,
            _ -> DescribeClustersResponse.builder().build());
  }

  private Observed<LegacyRole.Attributes> seen() {
    return role.observe(new ObservedState());
  }

  @Test
  void withoutOneThereIsNothingToDo() {
    assertThat(seen()).isInstanceOf(Absent.class);
  }

  @Test
  void itGoesWithTheLastLabThatUsedIt() {
    iam.role(NAMES.legacyRole("pod"), OLD).inline.put("pod", "{}");
    clusters.put("eu-west-1", OLD); // its own region's is no other

    assertThat(seen()).isInstanceOf(Present.class);
    role.delete(seen().present().orElseThrow(), new FakeWork());

    assertThat(iam.roles).isEmpty();
  }

  @Test
  void itStaysWhileAnotherRegionsLabUsesIt() {
    iam.role(NAMES.legacyRole("pod"), OLD);
    clusters.put("us-east-1", OLD);

    assertThat(seen())
        .isInstanceOfSatisfying(Foreign.class, f -> assertThat(f.why()).contains("us-east-1"));
  }

  @Test
  void aLabElsewhereWithRolesOfItsOwnDoesNotNeedIt() {
    iam.role(NAMES.legacyRole("pod"), OLD);
    clusters.put("us-east-1", new LabNames("eks-lab", "us-east-1").tags("base", "1").named("x"));

    assertThat(seen()).isInstanceOf(Present.class);
  }

  @Test
  void itStaysWhereItCannotBeToldWhoUsesIt() {
    iam.role(NAMES.legacyRole("pod"), OLD);
    refused = "us-east-1";

    assertThat(seen())
        .isInstanceOfSatisfying(
            Foreign.class, f -> assertThat(f.why()).contains("us-east-1", "cannot be read"));
  }

  @Test
  void aRoleOfThatNameThatIsNotTheLabsIsLeftAlone() {
    iam.role(NAMES.legacyRole("pod"), Map.of());
    assertThat(seen()).isInstanceOf(Foreign.class);

    iam.role(NAMES.legacyRole("pod"), Map.of(LabTags.LAB, "other"));
    assertThat(seen()).isInstanceOf(Foreign.class);
  }
}
