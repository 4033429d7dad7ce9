package dev.fnk.cli.inventory;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * What controllers in the cluster made in AWS: load balancers, their target groups and security
 * groups, volumes. EKS's own controller and the EBS driver tag it {@code
 * kubernetes.io/cluster/NAME}, the AWS Load Balancer Controller {@code elbv2.k8s.aws/cluster}=NAME.
 */
final class LoadBalancerSource implements Source {
  private static final String CONTROLLER = "elbv2.k8s.aws/cluster";

  /** DescribeTags of both load balancer services takes no more. */
  private static final int MOST = 20;

  private final AwsClients aws;
  private final Account account;
  private final String cluster;

  LoadBalancerSource(AwsClients aws, Account account, String cluster) {
    this.aws = aws;
    this.account = account;
    this.cluster = cluster;
  }

  @Override
  public List<Trace> find() {
    var all = new ArrayList<Trace>();
    all.addAll(asked("loadbalancer", this::loadBalancers));
    all.addAll(asked("targetgroup", this::targetGroups));
    all.addAll(asked("loadbalancer", this::classic));
    for (var filter : List.of(filter("tag-key", tag()), filter("tag:" + CONTROLLER, cluster))) {
      aws.ec2().describeSecurityGroupsPaginator(r -> r.filters(filter)).securityGroups().stream()
          .forEach(g -> all.add(ec2("security-group", g.groupId(), g.groupName())));
      aws.ec2().describeVolumesPaginator(r -> r.filters(filter)).volumes().stream()
          .forEach(v -> all.add(ec2("volume", v.volumeId(), v.stateAsString())));
    }
    return all;
  }

  /** A caller who may not ask does not know; that is said, and is not "nothing". */
  private static List<Trace> asked(String type, Supplier<List<Trace>> question) {
    try {
      return question.get();
    } catch (AwsServiceException e) {
      if (AwsErrors.isOfCredentials(e)) {
        throw e;
      }
      return List.of(
          Trace.left(
              "elasticloadbalancing:" + type, "unknown", "cannot tell: " + AwsErrors.describe(e)));
    }
  }

  private List<Trace> loadBalancers() {
    return tagged(
            aws.elbv2().describeLoadBalancersPaginator().loadBalancers().stream()
                .map(LoadBalancer::loadBalancerArn)
                .toList())
        .stream()
        .map(arn -> trace("loadbalancer", arn, "there"))
        .toList();
  }

  private List<Trace> targetGroups() {
    return tagged(
            aws.elbv2().describeTargetGroupsPaginator().targetGroups().stream()
                .map(TargetGroup::targetGroupArn)
                .toList())
        .stream()
        .map(arn -> trace("targetgroup", arn, "there"))
        .toList();
  }

  private List<String> tagged(List<String> arns) {
    var own = new ArrayList<String>();
    for (int i = 0; i < arns.size(); i += MOST) {
      var some = arns.subList(i, Math.min(i + MOST, arns.size()));
      for (var d : aws.elbv2().describeTags(r -> r.resourceArns(some)).tagDescriptions()) {
        var tags = new HashMap<String, String>();
        d.tags().forEach(t -> tags.put(t.key(), t.value()));
        if (own(tags)) {
          own.add(d.resourceArn());
        }
      }
    }
    return own;
  }

  private List<Trace> classic() {
    var names =
        aws.elb().describeLoadBalancersPaginator().loadBalancerDescriptions().stream()
            .map(LoadBalancerDescription::loadBalancerName)
            .toList();
    var own = new ArrayList<Trace>();
    for (int i = 0; i < names.size(); i += MOST) {
      var some = names.subList(i, Math.min(i + MOST, names.size()));
      for (var d : aws.elb().describeTags(r -> r.loadBalancerNames(some)).tagDescriptions()) {
        var tags = new HashMap<String, String>();
        d.tags().forEach(t -> tags.put(t.key(), t.value() == null ? "" : t.value()));
        if (own(tags)) {
          var arn = account.arn("elasticloadbalancing", "loadbalancer/" + d.loadBalancerName());
          own.add(trace("loadbalancer", arn, "there"));
        }
      }
    }
    return own;
  }

  private boolean own(Map<String, String> tags) {
    return tags.containsKey(tag()) || cluster.equals(tags.get(CONTROLLER));
  }

  private String tag() {
    return "kubernetes.io/cluster/" + cluster;
  }

  private static Trace trace(String type, String arn, String state) {
    return Trace.left("elasticloadbalancing:" + type, arn, state + ", made by the cluster");
  }

  private Trace ec2(String type, String id, String state) {
    return Trace.left(
        "ec2:" + type, account.arn("ec2", type + "/" + id), state + ", made by the cluster");
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}
