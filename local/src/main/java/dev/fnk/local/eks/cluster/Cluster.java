package dev.fnk.local.eks.cluster;

import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.controlplane.ControlPlane;
import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.protocol.EksError;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.arns.Arn;

/** One cluster: what it was created with, and its state. */
public final class Cluster {
  private final Identity identity;
  private final ClusterRequest request;
  private final AtomicReference<ClusterState> state;
  private final Map<String, AccessEntry> entries = new ConcurrentSkipListMap<>();
  private final Map<String, Update> updates = new ConcurrentHashMap<>();
  private volatile Instant admitsFrom = Instant.MAX;

  /**
   * What never changes and is not asked for.
   *
   * @param id 32 upper-case hexadecimal digits, as in OIDC issuers
   * @param vpcId of its subnets
   * @param services range of the services' addresses
   * @param creator who may administer it from the start
   */
  public record Identity(
      String account,
      String region,
      String id,
      Instant createdAt,
      String vpcId,
      CidrBlock services,
      PrincipalArn creator) {
    public URI issuer() {
      return URI.create("https://oidc.eks." + region + ".amazonaws.com/id/" + id);
    }
  }

  /** One change of the configuration; the local ones are done when the call returns. */
  public record Update(String id, String type, Map<String, String> params, Instant createdAt) {
    public Update {
      params = Map.copyOf(params);
    }
  }

  public Cluster(Identity identity, ClusterRequest request) {
    this.identity = identity;
    this.request = request;
    this.state = new AtomicReference<>(ClusterState.creating(request));
  }

  public Identity identity() {
    return identity;
  }

  public ClusterRequest request() {
    return request;
  }

  public String name() {
    return request.name();
  }

  public ClusterState state() {
    return Objects.requireNonNull(state.get());
  }

  public ClusterState update(UnaryOperator<ClusterState> change) {
    return Objects.requireNonNull(state.updateAndGet(change));
  }

  public ClusterState getAndUpdate(UnaryOperator<ClusterState> change) {
    return Objects.requireNonNull(state.getAndUpdate(change));
  }

  /** By the principal's ARN. */
  public Map<String, AccessEntry> entries() {
    return entries;
  }

  public Map<String, Update> updates() {
    return updates;
  }

  public String arn() {
    return arn("cluster/" + name());
  }

  public String arn(AccessEntry entry) {
    PrincipalArn principal = entry.principal();
    return arn(
        String.join(
            "/",
            "access-entry",
            name(),
            principal.kind() == PrincipalArn.Kind.ROLE ? "role" : "user",
            principal.account(),
            principal.name(),
            entry.id()));
  }

  private String arn(String resource) {
    return Arn.builder()
        .partition("aws")
        .service("eks")
        .region(identity.region())
        .accountId(identity.account())
        .resource(resource)
        .build()
        .toString();
  }

  /**
   * From when the endpoint knows IAM identities. On EKS that, and that its name resolves, come a
   * while after the cluster is ACTIVE.
   */
  public void admitFrom(Instant time) {
    admitsFrom = time;
  }

  public boolean admits(Instant now) {
    return !now.isBefore(admitsFrom);
  }

  /** The control plane while it serves. */
  public Optional<ControlPlane> serving() {
    ClusterState now = state();
    return switch (now.status()) {
      case ACTIVE, UPDATING -> now.parts().controlPlane();
      case CREATING, DELETING, FAILED -> Optional.empty();
    };
  }

  /** The same for operations that cannot do without. */
  public ControlPlane requireServing() {
    return serving()
        .orElseThrow(
            () ->
                EksError.invalidRequest(
                    name(), "Cluster " + name() + " is not ACTIVE: it is " + state().status()));
  }
}
