package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ec2.GroupIngress;
import dev.fnk.cli.resource.ec2.GroupRef;
import dev.fnk.cli.resource.ec2.Opening;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Traffic;
import dev.fnk.cli.resource.ecs.EcsCluster;
import dev.fnk.cli.resource.iam.Role;
import dev.fnk.cli.resource.logs.LogGroup;
import dev.fnk.cli.template.Templates;
import dev.fnk.kubelet.contract.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where containers run, and what every one of them is given. */
record EcsStage(
    EcsCluster cluster,
    Role executionRole,
    Role podRole,
    SecurityGroup containers,
    List<GroupIngress> rules,
    LogGroup logs) {

  static EcsStage of(
      LabConfig config, Account account, AwsClients aws, String version, BaseStage base) {
    var lab = config.lab();
    var names = new LabNames(lab, config.region());
    var tags = names.tags("ecs", version);
    var values = PolicyValues.of(config, account);
    var trust = Templates.render("policies/tasks-trust.json", values);
    var execution =
        new Role(
            aws,
            tags,
            new Role.Wanted(
                names.executionRole(),
                "ECS starts the tasks of " + lab + " with it",
                trust,
                Map.of(
                    "execution",
                    ImagePolicy.of(
                        "policies/execution.json", values, config.containers().repositories())),
                Set.of()),
            List.of(LegacyRoles.of(aws, tags, account, "execution")));
    var pod =
        new Role(
            aws,
            tags,
            new Role.Wanted(
                names.podRole(),
                "Pods of " + lab + " have it: ECS Exec and nothing more",
                trust,
                Map.of("pod", Templates.render("policies/pod.json", values)),
                Set.of()),
            List.of(LegacyRoles.of(aws, tags, account, "pod")));
    var containers =
        new SecurityGroup(
            aws,
            account,
            tags,
            base.vpc(),
            new SecurityGroup.Wanted(
                names.group("containers"),
                "Containers of " + lab,
                Optional.of("pods"),
                Opening.of(
                    config.containers().ingressCidrs(),
                    config.containers().ingressPorts().stream()
                        .flatMap(range -> range.without(Ports.AGENT).stream())
                        .toList())));
    var ref = GroupRef.of(containers);
    var rules = new ArrayList<GroupIngress>();
    rules.add(new GroupIngress(aws, account, tags, ref, ref, Traffic.allBut(Ports.AGENT)));
    if (base.cluster().narrowed()) {
      rules.add(new GroupIngress(aws, account, tags, base.clusterGroup(), ref, Traffic.tcp(443)));
    }
    return new EcsStage(
        new EcsCluster(aws, tags, names),
        execution,
        pod,
        containers,
        List.copyOf(rules),
        new LogGroup(aws, tags, names.logGroup(), config.containers().logRetentionDays()));
  }

  List<Resource<?>> all() {
    var all = new ArrayList<Resource<?>>();
    all.add(cluster);
    all.addAll(executionRole.needs());
    all.add(executionRole);
    all.addAll(podRole.needs());
    all.add(podRole);
    all.add(containers);
    all.addAll(rules);
    all.add(logs);
    return all;
  }
}
