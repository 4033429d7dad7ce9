package dev.fnk.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

final class LoadBalancerSourceTest {
  private static final String ELB = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:";
  private static final String OWN = ELB + "loadbalancer/app/own/1";
  private static final String OTHER = ELB + "loadbalancer/app/other/2";
  private static final String GROUP = ELB + "targetgroup/own/3";

  private final FakeAws fake = new FakeAws();

  LoadBalancerSourceTest() {
    v2(
        "describeLoadBalancers",
        software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest
            .class,
        software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse
            .builder()
            .loadBalancers(loadBalancer(OWN), loadBalancer(OTHER))
            .build());
    v2(
        "describeTargetGroups",
        software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest
            .class,
        software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse
            .builder()
            .targetGroups(
                software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup.builder()
                    .targetGroupArn(GROUP)
                    .build())
            .build());
    fake.on(
        ElasticLoadBalancingV2Client.class,
        "describeTags",
        software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsRequest.class,
        q ->
            software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsResponse
                .builder()
                .tagDescriptions(
                    q.resourceArns().stream()
                        .map(
                            arn ->
                                software.amazon.awssdk.services.elasticloadbalancingv2.model
                                    .TagDescription.builder()
                                    .resourceArn(arn)
                                    .tags(
                                        software.amazon.awssdk.services.elasticloadbalancingv2.model
                                            .Tag.builder()
                                            .key("elbv2.k8s.aws/cluster")
                                            .value(arn.equals(OTHER) ? "other" : "lab")
                                            .build())
                                    .build())
                        .toList())
                .build());
    fake.on(
            ElasticLoadBalancingClient.class,
            "describeLoadBalancers",
            software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersRequest
                .class,
            _ ->
                software.amazon.awssdk.services.elasticloadbalancing.model
                    .DescribeLoadBalancersResponse.builder()
                    .loadBalancerDescriptions(classic("a1"), classic("b2"))
                    .build())
        .on(
            ElasticLoadBalancingClient.class,
            "describeTags",
            software.amazon.awssdk.services.elasticloadbalancing.model.DescribeTagsRequest.class,
            _ ->
                software.amazon.awssdk.services.elasticloadbalancing.model.DescribeTagsResponse
                    .builder()
                    .tagDescriptions(
                        tagged("a1", "kubernetes.io/cluster/lab"),
                        tagged("b2", "kubernetes.io/cluster/lab-2"))
                    .build())
        .on(
            Ec2Client.class,
            "describeSecurityGroups",
            DescribeSecurityGroupsRequest.class,
            q ->
                byTagKey(q.filters())
                    ? DescribeSecurityGroupsResponse.builder()
                        .securityGroups(
                            SecurityGroup.builder().groupId("sg-1").groupName("k8s-elb-a1").build())
                        .build()
                    : DescribeSecurityGroupsResponse.builder().build())
        .on(
            Ec2Client.class,
            "describeVolumes",
            DescribeVolumesRequest.class,
            q ->
                byTagKey(q.filters())
                    ? DescribeVolumesResponse.builder()
                        .volumes(Volume.builder().volumeId("vol-1").state("available").build())
                        .build()
                    : DescribeVolumesResponse.builder().build());
  }

  private static software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer
      loadBalancer(String arn) {
    return software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer.builder()
        .loadBalancerArn(arn)
        .build();
  }

  private static LoadBalancerDescription classic(String name) {
    return LoadBalancerDescription.builder().loadBalancerName(name).build();
  }

  private static software.amazon.awssdk.services.elasticloadbalancing.model.TagDescription tagged(
      String name, String key) {
    return software.amazon.awssdk.services.elasticloadbalancing.model.TagDescription.builder()
        .loadBalancerName(name)
        .tags(
            software.amazon.awssdk.services.elasticloadbalancing.model.Tag.builder()
                .key(key)
                .value("owned")
                .build())
        .build();
  }

  private static boolean byTagKey(List<Filter> filters) {
    return filters.equals(
        List.of(Filter.builder().name("tag-key").values("kubernetes.io/cluster/lab").build()));
  }

  private <Q extends software.amazon.awssdk.core.SdkRequest> void v2(
      String operation, Class<Q> request, Object answer) {
    fake.on(ElasticLoadBalancingV2Client.class, operation, request, _ -> answer);
  }

  private List<Trace> find() {
    try (var aws = fake.clients()) {
      return new LoadBalancerSource(
              aws, new Account("111122223333", "aws", "eu-west-1", "arn:caller"), "lab")
          .find();
    }
  }

  @Test
  void whatCarriesTheClustersTagIsFoundAndNothingElse() {
    assertThat(find())
        .extracting(Trace::arn)
        .containsExactlyInAnyOrder(
            OWN,
            GROUP,
            ELB + "loadbalancer/a1",
            "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1",
            "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1");
  }

  @Test
  void whoMayNotAskIsTold() {
    fake.on(
        ElasticLoadBalancingV2Client.class,
        "describeTargetGroups",
        software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest
            .class,
        _ -> {
          throw FakeAws.error("AccessDenied", "no");
        });

    assertThat(find())
        .anySatisfy(
            trace -> {
              assertThat(trace.type()).isEqualTo("elasticloadbalancing:targetgroup");
              assertThat(trace.detail()).contains("cannot tell").contains("AccessDenied");
              assertThat(trace.gone()).isFalse();
            });
  }
}
