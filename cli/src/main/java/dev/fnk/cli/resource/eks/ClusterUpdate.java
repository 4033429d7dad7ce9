package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.eks.EksCluster.Attributes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;

/** Makes a cluster that is there what is wanted; EKS takes one change at a time. */
final class ClusterUpdate {
  private final AwsClients aws;
  private final EksSettings wanted;
  private final ClusterAdmins admins;
  private final EksCluster cluster;
  private final ResourceContext context;

  ClusterUpdate(
      AwsClients aws,
      EksSettings wanted,
      ClusterAdmins admins,
      EksCluster cluster,
      ResourceContext context) {
    this.admins = admins;
    this.aws = aws;
    this.wanted = wanted;
    this.cluster = cluster;
    this.context = context;
  }

  Present<Attributes> apply(List<ClusterDrift> drift, Present<Attributes> present) {
    var now = present;
    for (var difference : drift) {
      now =
          switch (difference.kind()) {
            case AUTHENTICATION -> authentication();
            case ADMINS -> admins(now);
            case VERSION -> upgrade(now);
            case SUPPORT -> support();
            case ENDPOINT -> endpoint();
          };
    }
    return now;
  }

  private Present<Attributes> authentication() {
    configure(
        r -> r.accessConfig(a -> a.authenticationMode(AuthenticationMode.API_AND_CONFIG_MAP)));
    return changed(Attributes::accessEntries);
  }

  private Present<Attributes> admins(Present<Attributes> now) {
    admins.settle(now.attributes().admins(), context);
    return changed(
        is -> admins.missing(is.admins()).isEmpty() && admins.surplus(is.admins()).isEmpty());
  }

  private Present<Attributes> support() {
    configure(r -> r.upgradePolicy(u -> u.supportType(wanted.supportType())));
    return changed(is -> is.supportType().equals(wanted.supportType()));
  }

  private Present<Attributes> endpoint() {
    configure(
        r ->
            r.resourcesVpcConfig(
                v ->
                    v.endpointPublicAccess(true)
                        .endpointPrivateAccess(wanted.narrowed())
                        .publicAccessCidrs(wanted.endpointCidrs())));
    return changed(is -> ClusterDrift.reachable(wanted, is));
  }

  private void configure(Consumer<UpdateClusterConfigRequest.Builder> what) {
    aws.eks().updateClusterConfig(r -> what.accept(r.name(wanted.name())));
  }

  private Present<Attributes> upgrade(Present<Attributes> from) {
    var now = from;
    while (ClusterDrift.older(wanted, now.attributes())) {
      var version = now.attributes().version();
      var next = ClusterDrift.next(version);
      context.notice("EKS upgrades %s from %s to %s".formatted(wanted.name(), version, next));
      aws.eks().updateClusterVersion(r -> r.name(wanted.name()).version(next));
      now = changed(is -> is.version().equals(next));
    }
    return now;
  }

  private Present<Attributes> changed(Predicate<Attributes> as) {
    return context.await(
        "the cluster to take its new settings",
        context.deadlines().cluster(),
        () ->
            cluster
                .observe(context.known())
                .present()
                .filter(p -> p.state().equals("ACTIVE") && as.test(p.attributes())));
  }
}
