package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ec2.GroupIngress;
import dev.fnk.cli.resource.ec2.GroupRef;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.resource.ec2.Traffic;
import dev.fnk.cli.resource.ecr.EcrImage;
import dev.fnk.cli.resource.ecs.NodeService;
import dev.fnk.cli.resource.ecs.PodTemplates;
import dev.fnk.cli.resource.ecs.RemainingTasks;
import dev.fnk.cli.resource.ecs.TaskDefinition;
import dev.fnk.cli.resource.iam.Role;
import dev.fnk.cli.resource.secretsmanager.PullSecrets;
import dev.fnk.cli.template.Templates;
import dev.fnk.kubelet.contract.Ports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** The virtual node: its image, what it may do, and the service that keeps it alive. */
record KubeletStage(
    EcrImage kubeletImage,
    EcrImage agentImage,
    EcrImage otherAgentImage,
    EcrImage sampleImage,
    Role role,
    Role nodeRole,
    boolean nodeRoleWanted,
    SecurityGroup group,
    List<GroupIngress> rules,
    PodTemplates podTemplates,
    PullSecrets pullSecrets,
    RemainingTasks remaining,
    TaskDefinition definition,
    NodeService service) {
  static KubeletStage of(
      LabConfig config,
      Account account,
      AwsClients aws,
      String version,
      ImagePublisher images,
      BaseStage base,
      EcsStage ecs) {
    var lab = config.lab();
    var names = new LabNames(lab, config.region());
    var tags = names.tags("kubelet", version);
    var values = PolicyValues.of(config, account);
    var kubeletImage = new EcrImage(aws, images, ImageKind.KUBELET, base.kubeletRepository());
    var agentImage = new EcrImage(aws, images, ImageKind.AGENT, base.kubeletRepository());
    var otherAgentImage =
        new EcrImage(aws, images, ImageKind.OTHER_AGENT, base.kubeletRepository());
    var sampleImage = new EcrImage(aws, images, ImageKind.SAMPLE, base.sampleRepository());
    var role =
        new Role(
            aws,
            tags,
            new Role.Wanted(
                names.kubeletRole(),
                "The virtual node of " + lab,
                Templates.render("policies/tasks-trust.json", values),
                NodePolicies.of(config, account),
                Set.of()),
            List.of(LegacyRoles.of(aws, tags, account, "kubelet")));
    var nodeRole =
        new Role(
            aws,
            tags,
            new Role.Wanted(
                names.nodeRole(),
                "The Kubernetes node of " + lab,
                Templates.render("policies/node-trust.json", values),
                Map.of(),
                Set.of()),
            List.of(role)); // its trust policy names that one
    var group =
        new SecurityGroup(
            aws,
            account,
            tags,
            base.vpc(),
            SecurityGroup.Wanted.closed(names.group("kubelet"), "Virtual node of " + lab));
    var ref = GroupRef.of(group);
    var rules = new ArrayList<GroupIngress>();
    rules.add(
        new GroupIngress(aws, account, tags, ref, base.clusterGroup(), Traffic.tcp(Ports.KUBELET)));
    rules.add(
        new GroupIngress(
            aws, account, tags, GroupRef.of(ecs.containers()), ref, Traffic.tcp(Ports.AGENT)));
    if (base.cluster().narrowed()) {
      rules.add(new GroupIngress(aws, account, tags, base.clusterGroup(), ref, Traffic.tcp(443)));
    }
    var podTemplates = new PodTemplates(aws, names);
    var pullSecrets = new PullSecrets(aws, tags, names);
    var remaining =
        new RemainingTasks(
            aws,
            ecs.cluster(),
            names,
            List.of(
                ecs.cluster(),
                ecs.containers(),
                ecs.executionRole(),
                group,
                role,
                podTemplates,
                pullSecrets,
                base.routes()));
    var facts =
        new NodeFacts(
            config,
            account,
            tags,
            base.subnets(),
            kubeletImage,
            agentImage,
            otherAgentImage,
            role,
            ecs);
    var definition =
        new TaskDefinition(aws, tags, names.nodeService(), facts.needs(), facts::document);
    var also = new ArrayList<Resource<?>>(rules);
    also.add(base.cluster());
    also.add(base.routes());
    also.add(ecs.logs());
    also.add(remaining);
    var service =
        new NodeService(
            aws,
            tags,
            names.nodeService(),
            new NodeService.Parts(
                ecs.cluster(),
                definition,
                base.subnets(),
                group,
                config.kubelet().cpu(),
                config.kubelet().memory(),
                config.architecture(),
                also));
    return new KubeletStage(
        kubeletImage,
        agentImage,
        otherAgentImage,
        sampleImage,
        role,
        nodeRole,
        NodePolicies.byAccessEntry(config),
        group,
        List.copyOf(rules),
        podTemplates,
        pullSecrets,
        remaining,
        definition,
        service);
  }

  List<Resource<?>> all() {
    var all = new ArrayList<Resource<?>>();
    all.add(kubeletImage);
    all.add(agentImage);
    all.add(otherAgentImage);
    all.add(sampleImage);
    all.addAll(role.needs());
    all.add(role);
    all.add(nodeRoleWanted ? nodeRole : new Remnant<>(nodeRole, List.of(role)));
    all.add(group);
    all.addAll(rules);
    all.add(podTemplates);
    all.add(pullSecrets);
    all.add(remaining);
    all.add(definition);
    all.add(service);
    return all;
  }

  /** Empty: not set. */
  private static String text(OptionalInt number, IntUnaryOperator unit) {
    return number.isEmpty() ? "" : Integer.toString(unit.applyAsInt(number.getAsInt()));
  }

  /** What the node is told when it starts. */
  private record NodeFacts(
      LabConfig config,
      Account account,
      LabTags tags,
      List<Subnet> subnets,
      EcrImage image,
      EcrImage agentImage,
      EcrImage otherAgentImage,
      Role role,
      EcsStage ecs) {

    List<Resource<?>> needs() {
      var needs = new ArrayList<Resource<?>>(subnets);
      needs.add(image);
      needs.add(agentImage);
      needs.add(otherAgentImage);
      needs.add(role);
      needs.add(ecs.executionRole());
      needs.add(ecs.podRole());
      needs.add(ecs.containers());
      needs.add(ecs.logs());
      return needs;
    }

    Optional<String> document(ObservedState known) {
      if (needs().stream().anyMatch(n -> known.find(n).isEmpty())) {
        return Optional.empty();
      }
      var values = new HashMap<>(PolicyValues.of(config, account));
      values.put("cpu", Integer.toString(config.kubelet().cpu()));
      values.put("memory", Integer.toString(config.kubelet().memory()));
      values.put("architecture", config.architecture().ecs());
      values.put("image", known.of(image).attributes().reference());
      values.put("agentImage", known.of(agentImage).attributes().reference());
      values.put("otherAgentImage", known.of(otherAgentImage).attributes().reference());
      values.put("taskRole", known.of(role).attributes().arn());
      values.put("executionRole", known.of(ecs.executionRole()).attributes().arn());
      values.put("podRole", known.of(ecs.podRole()).attributes().arn());
      values.put("tagLabels", String.join(",", config.containers().tagLabels()));
      values.put("podRoles", String.join(",", config.containers().podRoles()));
      values.put(
          "nodeRole",
          NodePolicies.byAccessEntry(config)
              ? account.roleArn(new LabNames(config.lab(), config.region()).nodeRole())
              : "");
      values.put(
          "subnets", String.join(",", subnets.stream().map(known::of).map(Present::id).toList()));
      values.put("securityGroups", known.of(ecs.containers()).id());
      values.put(
          "tags",
          tags.unnamed().entrySet().stream()
              .map(tag -> tag.getKey() + "=" + tag.getValue())
              .collect(Collectors.joining(",")));
      values.put("tainted", Boolean.toString(config.kubelet().tainted()));
      LabConfig.Tracing tracing = config.kubelet().tracing();
      values.put("tracingEndpoint", tracing.endpoint().orElse(""));
      values.put("tracingSampling", Integer.toString(tracing.samplingRatePerMillion()));
      LabConfig.Capacity capacity = config.kubelet().capacity();
      values.put("capacityCpu", text(capacity.vcpus(), vcpus -> vcpus * 1024));
      values.put("capacityMemory", text(capacity.memory(), mib -> mib));
      return Optional.of(
          Templates.render("task-definitions/virtual-kubelet.json", Map.copyOf(values)));
    }
  }
}
