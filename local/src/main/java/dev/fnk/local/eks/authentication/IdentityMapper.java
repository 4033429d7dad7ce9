package dev.fnk.local.eks.authentication;

import dev.fnk.local.aws.Caller;
import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.access.UsernameTemplate;
import dev.fnk.local.eks.access.UsernameTemplate.InstanceNames;
import dev.fnk.local.eks.cluster.AuthenticationMode;
import dev.fnk.local.eks.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which Kubernetes user an IAM identity is: by its access entry, else by aws-auth. A principal that
 * has an entry is not looked up in aws-auth (EKS user guide, "Grant access to Kubernetes APIs").
 */
final class IdentityMapper {
  private final Cluster cluster;
  private final InstanceNames instances;
  private final ConfigMapSource configMap;

  /** Reads aws-auth when it is needed. */
  interface ConfigMapSource {
    /** Empty when there is no such ConfigMap. */
    Optional<AwsAuth> read() throws AwsAuth.Malformed;
  }

  IdentityMapper(Cluster cluster, InstanceNames instances, ConfigMapSource configMap) {
    this.cluster = cluster;
    this.instances = instances;
    this.configMap = configMap;
  }

  /** The caller's user; empty when nothing maps it. */
  Optional<KubernetesUser> map(Caller caller) throws AwsAuth.Malformed {
    Optional<PrincipalArn> principal = PrincipalArn.canonical(caller.arn());
    if (principal.isEmpty()) {
      return Optional.empty();
    }
    AuthenticationMode mode = cluster.state().configuration().authenticationMode();
    if (mode.usesEntries()) {
      Optional<AccessEntry> entry = entry(principal.get());
      if (entry.isPresent()) {
        return user(entry.get(), caller, principal.get());
      }
    } else if (cluster.request().bootstrapAdmin()
        && cluster.identity().creator().samePrincipal(principal.get())) {
      // Without access entries the creator's right is written nowhere, as on EKS.
      return Optional.of(new KubernetesUser("kubernetes-admin", List.of("system:masters")));
    }
    return mode.usesConfigMap() ? byConfigMap(caller, principal.get()) : Optional.empty();
  }

  private Optional<AccessEntry> entry(PrincipalArn principal) {
    return cluster.entries().values().stream()
        .filter(entry -> entry.principal().samePrincipal(principal))
        .findFirst();
  }

  private Optional<KubernetesUser> user(AccessEntry entry, Caller caller, PrincipalArn principal) {
    List<String> groups = new ArrayList<>(entry.groups());
    if (!entry.policies().isEmpty()) {
      groups.add(entry.policyGroup());
    }
    return render(entry.username(), groups, caller, principal);
  }

  private Optional<KubernetesUser> byConfigMap(Caller caller, PrincipalArn principal)
      throws AwsAuth.Malformed {
    Optional<AwsAuth> auth = configMap.read();
    return auth.flatMap(found -> found.find(principal))
        .flatMap(mapping -> render(mapping.username(), mapping.groups(), caller, principal));
  }

  private Optional<KubernetesUser> render(
      String template, List<String> groups, Caller caller, PrincipalArn principal) {
    String session = PrincipalArn.sessionName(caller.arn()).orElse("");
    List<String> rendered = new ArrayList<>();
    for (String group : groups) {
      Optional<String> name =
          UsernameTemplate.render(group, principal.account(), session, instances);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      rendered.add(name.get());
    }
    return UsernameTemplate.render(template, principal.account(), session, instances)
        .map(username -> new KubernetesUser(username, rendered));
  }
}
