package dev.fnk.cli.stage.inventory;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.Tagged;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.stage.ecs.Revisions;
import dev.fnk.cli.stage.ecs.Tasks;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecs.model.ClusterField;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceField;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * Everything of a lab, found by its tag where the Resource Groups Tagging API knows it, and by its
 * name in each service. That API lists some things for a while after they are gone: what a service
 * itself denies is left out.
 */
public final class Inventory {
  private final AwsClients aws;
  private final String lab;
  private final LabNames names;
  private final Map<String, Item> found = new TreeMap<>();

  /**
   * Something that exists.
   *
   * @param type such as {@code iam:role}
   * @param arn its ARN, or its id where it has none
   * @param detail its state, for people
   */
  public record Item(String type, String arn, String detail) {}

  private Inventory(AwsClients aws, String lab) {
    this.aws = aws;
    this.lab = lab;
    this.names = new LabNames(lab, aws.world().region());
  }

  /** All of it, by ARN. */
  public static List<Item> read(AwsClients aws, String lab) {
    var inventory = new Inventory(aws, lab);
    inventory.network();
    inventory.roles();
    inventory.repositories();
    inventory.eks();
    inventory.ecs();
    inventory.logs();
    inventory.tagged();
    return List.copyOf(inventory.found.values());
  }

  private void add(String type, String arn, String detail) {
    found.put(arn, new Item(type, arn, detail));
  }

  /** The VPC and, by it, the interfaces that others left in it. */
  private void network() {
    var tag = Ec2Filters.lab(lab);
    for (var vpc : aws.ec2().describeVpcsPaginator(r -> r.filters(tag)).vpcs()) {
      add("ec2:vpc", vpc.vpcId(), vpc.stateAsString());
      aws.ec2()
          .describeNetworkInterfacesPaginator(r -> r.filters(Ec2Filters.vpc(vpc.vpcId())))
          .networkInterfaces()
          .forEach(
              eni ->
                  add(
                      "ec2:network-interface",
                      eni.networkInterfaceId(),
                      eni.statusAsString() + ", " + eni.description()));
    }
    aws.ec2().describeSubnetsPaginator(r -> r.filters(tag)).subnets().stream()
        .forEach(s -> add("ec2:subnet", s.subnetId(), s.stateAsString()));
    aws.ec2().describeRouteTablesPaginator(r -> r.filters(tag)).routeTables().stream()
        .forEach(t -> add("ec2:route-table", t.routeTableId(), "available"));
    aws.ec2().describeInternetGatewaysPaginator(r -> r.filters(tag)).internetGateways().stream()
        .forEach(g -> add("ec2:internet-gateway", g.internetGatewayId(), "available"));
    aws.ec2().describeSecurityGroupsPaginator(r -> r.filters(tag)).securityGroups().stream()
        .forEach(g -> add("ec2:security-group", g.groupId(), g.groupName()));
  }

  private void roles() {
    for (var name :
        List.of(names.clusterRole(), names.executionRole(), names.podRole(), names.kubeletRole())) {
      try {
        var role = aws.iam().getRole(r -> r.roleName(name)).role();
        var own =
            role.tags().stream()
                .anyMatch(t -> t.key().equals(LabTags.LAB) && t.value().equals(lab));
        if (own) {
          add("iam:role", role.arn(), "available");
        }
      } catch (NoSuchEntityException _) {
        // gone
      }
    }
  }

  private void repositories() {
    for (var name : List.of(names.kubeletRepository(), names.sampleRepository())) {
      try {
        var repository =
            aws.ecr().describeRepositories(r -> r.repositoryNames(name)).repositories().getFirst();
        var own =
            aws
                .ecr()
                .listTagsForResource(r -> r.resourceArn(repository.repositoryArn()))
                .tags()
                .stream()
                .anyMatch(t -> t.key().equals(LabTags.LAB) && t.value().equals(lab));
        if (own) {
          add("ecr:repository", repository.repositoryArn(), "available");
        }
      } catch (RepositoryNotFoundException _) {
        // gone
      }
    }
  }

  private void eks() {
    try {
      var cluster = aws.eks().describeCluster(r -> r.name(lab)).cluster();
      if (lab.equals(cluster.tags().get(LabTags.LAB))) {
        add("eks:cluster", cluster.arn(), cluster.statusAsString());
      }
    } catch (ResourceNotFoundException _) {
      // gone
    }
  }

  private void ecs() {
    var own =
        aws
            .ecs()
            .describeClusters(r -> r.clusters(lab).include(ClusterField.TAGS))
            .clusters()
            .stream()
            .filter(c -> !c.status().equals("INACTIVE"))
            .filter(
                c ->
                    c.tags().stream()
                        .anyMatch(t -> t.key().equals(LabTags.LAB) && t.value().equals(lab)))
            .findFirst();
    own.ifPresent(
        cluster -> {
          add("ecs:cluster", cluster.clusterArn(), cluster.status());
          service();
          new Tasks(aws, lab).alive().forEach(t -> add("ecs:task", t.taskArn(), t.lastStatus()));
        });
    var revisions = new Revisions(aws);
    for (var status :
        List.of(
            TaskDefinitionStatus.ACTIVE,
            TaskDefinitionStatus.INACTIVE,
            TaskDefinitionStatus.DELETE_IN_PROGRESS)) {
      definitions(revisions, names::isPodFamily, names.podFamilies(), status);
      var node = names.nodeService();
      definitions(revisions, node::equals, node, status);
    }
  }

  private void service() {
    try {
      aws
          .ecs()
          .describeServices(
              r -> r.cluster(lab).services(names.nodeService()).include(ServiceField.TAGS))
          .services()
          .stream()
          .filter(s -> !s.status().equals("INACTIVE"))
          .forEach(s -> add("ecs:service", s.serviceArn(), s.status()));
    } catch (ClusterNotFoundException _) {
      // gone with its cluster
    }
  }

  private void definitions(
      Revisions revisions, Predicate<String> family, String prefix, TaskDefinitionStatus status) {
    revisions
        .list(family, prefix, status)
        .forEach(arn -> add("ecs:task-definition", arn, status.toString()));
  }

  private void logs() {
    var name = names.logGroup();
    for (var group :
        aws.logs().describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name)).logGroups()) {
      // Listed, it ends with ":*", which ListTagsForResource does not take.
      var arn = group.arn().replaceAll(":\\*$", "");
      if (group.logGroupName().equals(name)
          && lab.equals(
              aws.logs().listTagsForResource(r -> r.resourceArn(arn)).tags().get(LabTags.LAB))) {
        add("logs:log-group", arn, "available");
      }
    }
  }

  /** What the tag finds beyond the names; of the services read above their own word counts. */
  private void tagged() {
    for (var arn : Tagged.with(aws, lab)) {
      var parts = arn.split(":", 6);
      var service = parts.length > 2 ? parts[2] : "";
      if (!List.of("ec2", "iam", "ecr", "eks", "ecs", "logs").contains(service)
          && !found.containsKey(arn)) {
        add(service, arn, "tagged " + LabTags.LAB);
      }
    }
  }
}
