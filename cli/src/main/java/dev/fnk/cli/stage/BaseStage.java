package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.Cidr;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ec2.GroupRef;
import dev.fnk.cli.resource.ec2.GuardDutyEndpoint;
import dev.fnk.cli.resource.ec2.InternetGateway;
import dev.fnk.cli.resource.ec2.RouteTable;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.resource.ec2.SubnetRanges;
import dev.fnk.cli.resource.ec2.Vpc;
import dev.fnk.cli.resource.ecr.Repository;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.resource.eks.EksSettings;
import dev.fnk.cli.resource.eks.KubeconfigContext;
import dev.fnk.cli.resource.eks.VersionSupport;
import dev.fnk.cli.resource.iam.Role;
import dev.fnk.cli.template.Templates;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network, a Kubernetes control plane in it, and where images are kept. No node. */
record BaseStage(
    Vpc vpc,
    InternetGateway gateway,
    List<Subnet> subnets,
    GuardDutyEndpoint guest,
    RouteTable routes,
    SecurityGroup controlPlane,
    Role clusterRole,
    Repository kubeletRepository,
    Repository sampleRepository,
    EksCluster cluster,
    KubeconfigContext kubeconfig) {

  static BaseStage of(LabConfig config, Account account, AwsClients aws, LabParts parts) {
    var lab = config.lab();
    var names = new LabNames(lab, config.region());
    var tags = names.tags("base", parts.version());
    var vpc = new Vpc(aws, account, tags, lab, config.network().vpcCidr().toString());
    var gateway = new InternetGateway(aws, account, tags, lab, vpc);
    var subnets =
        List.of(
            subnet(config, account, aws, tags, vpc, 0), subnet(config, account, aws, tags, vpc, 1));
    var guest = new GuardDutyEndpoint(aws, account, tags, vpc, subnets);
    var routes = new RouteTable(aws, account, tags, lab, vpc, gateway, subnets, guest);
    var controlPlane =
        new SecurityGroup(
            aws,
            account,
            tags,
            vpc,
            SecurityGroup.Wanted.closed(
                names.group("control-plane"), "EKS control plane of " + lab));
    var role =
        new Role(
            aws,
            tags,
            new Role.Wanted(
                names.clusterRole(),
                "EKS control plane of " + lab,
                Templates.render("policies/cluster-trust.json", Map.of()),
                Map.of(),
                Set.of(account.managedPolicyArn("AmazonEKSClusterPolicy"))),
            List.of(LegacyRoles.of(aws, tags, account, "cluster")));
    var cluster =
        new EksCluster(
            aws,
            account,
            tags,
            new EksSettings(
                lab,
                config.kubernetesVersion(),
                config.cluster().supportType().name(),
                config.cluster().admins(),
                config.network().endpointCidrs().stream().map(Cidr::toString).toList()),
            new VersionSupport(aws, InstantSource.system()),
            new EksCluster.Parts(role, controlPlane, subnets, routes));
    return new BaseStage(
        vpc,
        gateway,
        subnets,
        guest,
        routes,
        controlPlane,
        role,
        new Repository(aws, tags, names.kubeletRepository()),
        new Repository(aws, tags, names.sampleRepository()),
        cluster,
        new KubeconfigContext(
            parts.kubeconfig(),
            cluster,
            account.arn("eks", "cluster/" + lab),
            parts.tokenCommand()));
  }

  private static Subnet subnet(
      LabConfig config, Account account, AwsClients aws, LabTags tags, Vpc vpc, int index) {
    var network = config.network();
    return new Subnet(
        aws,
        account,
        tags,
        new LabNames(config.lab(), config.region()).subnet(index + 1),
        vpc,
        new Subnet.Place(
            index,
            SubnetRanges.first(2, network.vpcCidr()).get(index).toString(),
            network.zones()));
  }

  /** The group that EKS makes for its cluster: the control plane's side of what it talks to. */
  GroupRef clusterGroup() {
    return new GroupRef(
        cluster.name() + "-eks",
        cluster,
        known -> known.find(cluster).map(c -> c.attributes().group()).filter(id -> !id.isEmpty()));
  }

  List<Resource<?>> all() {
    var all = new ArrayList<Resource<?>>();
    all.add(vpc);
    all.add(gateway);
    all.addAll(subnets);
    all.add(guest);
    all.add(routes);
    all.add(controlPlane);
    all.addAll(clusterRole.needs());
    all.add(clusterRole);
    all.add(kubeletRepository);
    all.add(sampleRepository);
    all.add(cluster);
    all.add(kubeconfig);
    return all;
  }
}
