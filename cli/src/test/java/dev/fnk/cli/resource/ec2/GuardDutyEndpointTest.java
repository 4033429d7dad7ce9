package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** The endpoint that GuardDuty puts into a VPC unasked, and its group. */
final class GuardDutyEndpointTest {
  private static final String SERVICE = "com.amazonaws.eu-west-1.guardduty-data";

  private final Map<String, VpcEndpoint> endpoints = new TreeMap<>();
  private final List<String> groups = new ArrayList<>();

  /** How many looks see an endpoint after its deletion. */
  private int lingering;

  private final FakeAws fake =
      new FakeAws()
          .on(
              Ec2Client.class,
              "describeVpcEndpoints",
              DescribeVpcEndpointsRequest.class,
              _ -> {
                if (lingering > 0 && --lingering == 0) {
                  endpoints.clear();
                }
                return DescribeVpcEndpointsResponse.builder()
                    .vpcEndpoints(endpoints.values())
                    .build();
              })
          .on(
              Ec2Client.class,
              "describeSecurityGroups",
              DescribeSecurityGroupsRequest.class,
              q ->
                  DescribeSecurityGroupsResponse.builder()
                      .securityGroups(
                          q.filters()
                                  .contains(
                                      Ec2Tags.filter(
                                          "group-name", "GuardDutyManagedSecurityGroup-vpc-1"))
                              ? groups.stream()
                                  .map(g -> SecurityGroup.builder().groupId(g).build())
                                  .toList()
                              : List.of())
                      .build())
          .on(
              Ec2Client.class,
              "deleteVpcEndpoints",
              DeleteVpcEndpointsRequest.class,
              _ -> {
                lingering = 3;
                return DeleteVpcEndpointsResponse.builder().build();
              })
          .on(
              Ec2Client.class,
              "deleteSecurityGroup",
              DeleteSecurityGroupRequest.class,
              q -> {
                assertThat(endpoints).isEmpty();
                groups.remove(q.groupId());
                return DeleteSecurityGroupResponse.builder().build();
              });
  private final TestLab lab = new TestLab(fake.clients(), Map.of());
  private final GuardDutyEndpoint guest = lab.the(GuardDutyEndpoint.class);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  GuardDutyEndpointTest() {
    known.put(
        lab.the(Vpc.class),
        new Present<>(
            "vpc-1",
            Optional.empty(),
            "available",
            new Vpc.Attributes("10.0.0.0/16", true, List.of(), List.of())));
  }

  private void endpoint(String id, String service, String tag, String state) {
    endpoints.put(
        id,
        VpcEndpoint.builder()
            .vpcEndpointId(id)
            .serviceName(service)
            .state(state)
            .tags(Ec2Tags.list(Map.of("GuardDutyManaged", tag)))
            .build());
  }

  private Present<GuardDutyEndpoint.Attributes> seen() {
    return guest.observe(known).present().orElseThrow();
  }

  @Test
  void onlyGuardDutysOwnIsIts() {
    endpoint("vpce-1", "com.amazonaws.eu-west-1.s3", "true", "available");
    endpoint("vpce-2", SERVICE, "false", "available");
    endpoint("vpce-3", SERVICE, "true", "deleted");
    assertThat(guest.observe(known)).isInstanceOf(Absent.class);

    endpoint("vpce-4", SERVICE, "True", "pending");
    assertThat(seen().attributes())
        .isEqualTo(new GuardDutyEndpoint.Attributes(List.of("vpce-4"), List.of()));
    assertThat(seen().arn()).contains("arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-4");
    assertThat(seen().state()).isEqualTo("pending");
  }

  @Test
  void withoutAVpcThereIsNone() {
    endpoint("vpce-1", SERVICE, "true", "available");

    assertThat(guest.observe(new ObservedState())).isInstanceOf(Absent.class);
  }

  @Test
  void itGoesBeforeItsGroup() {
    endpoint("vpce-1", SERVICE, "true", "available");
    groups.add("sg-1");

    guest.delete(seen(), work);

    assertThat(guest.observe(known)).isInstanceOf(Absent.class);
    assertThat(groups).isEmpty();
    assertThat(fake.requests(DeleteVpcEndpointsRequest.class).getFirst().vpcEndpointIds())
        .containsExactly("vpce-1");
  }

  @Test
  void oneThatIsGoingIsNotDeletedAgainAndItsGroupAloneIsFound() {
    endpoint("vpce-1", SERVICE, "true", "deleting");
    groups.add("sg-1");
    lingering = 4;
    guest.delete(seen(), work);
    assertThat(fake.requests(DeleteVpcEndpointsRequest.class)).isEmpty();
    assertThat(groups).isEmpty();

    groups.add("sg-2");
    assertThat(seen().id()).isEqualTo("sg-2");
    assertThat(seen().arn()).isEmpty();
    guest.delete(seen(), work);
    assertThat(groups).isEmpty();
    assertThat(fake.requests(DeleteVpcEndpointsRequest.class)).isEmpty();
  }
}
