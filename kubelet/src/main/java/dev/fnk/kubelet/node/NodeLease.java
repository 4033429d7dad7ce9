package dev.fnk.kubelet.node;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's Lease in kube-node-lease: its heartbeat, and the lock that lets one task at a time be
 * the node. Every write compares and sets by resourceVersion. For one thread.
 */
public final class NodeLease {
  /** The kubelet's nodeLeaseDurationSeconds. */
  public static final Duration DURATION = Duration.ofSeconds(40);

  /** A quarter of it, as the kubelet does. */
  public static final Duration RENEW_EVERY = Duration.ofSeconds(10);

  /** Who does not renew for this long must not write: ten seconds before another may take over. */
  public static final Duration RENEW_DEADLINE = Duration.ofSeconds(30);

  private static final String NAMESPACE = "kube-node-lease";

  private final KubernetesClient client;
  private final String node;
  private final String self;
  private final Clock clock;
  private @Nullable Lease held;
  private @Nullable String seenVersion;
  private Instant seenAt = Instant.MIN;

  /**
   * @param self identity of this task, the lease's holderIdentity
   */
  public NodeLease(KubernetesClient client, String node, String self, Clock clock) {
    this.client = client;
    this.node = node;
    this.self = self;
    this.clock = clock;
  }

  /** What came of trying to take the lease. */
  public sealed interface Claim {
    /** This task is the node. */
    record Held() implements Claim {}

    /** Another is, at least until then. */
    record HeldBy(String holder, Instant until) implements Claim {}
  }

  /**
   * Takes the lease if it is free, over or already ours.
   *
   * @param owner the Node, which owns the lease: they go together
   */
  public Claim claim(Node owner) {
    Instant now = clock.instant();
    Lease found = resource().get();
    String version = found == null ? null : found.getMetadata().getResourceVersion();
    if (!Objects.equals(version, seenVersion)) {
      seenVersion = version;
      seenAt = now;
    }
    return switch (LeaseDecision.decide(observed(found), self, now, seenAt)) {
      case LeaseDecision.Wait wait -> new Claim.HeldBy(wait.holder(), wait.until());
      case LeaseDecision.Create create -> set(() -> create(owner));
      case LeaseDecision.Take take -> set(() -> replace(lease(found, owner)));
    };
  }

  /** What came of a renewal. */
  public sealed interface Renewal {
    /** This task goes on being the node. */
    record Held() implements Renewal {}

    /** This task is the node no more. */
    record Lost(String why) implements Renewal {}
  }

  /**
   * Renews, however late: as long as no other task has taken it, it is ours. One that was deleted,
   * as it is with its Node, is made again.
   *
   * @param owner the Node as it is now
   * @throws KubernetesClientException not known; try again
   */
  public Renewal renew(Node owner) {
    Lease mine = held;
    if (mine == null) {
      return new Renewal.Lost("it was never taken");
    }
    try {
      held = replace(renewed(mine, owner));
      return new Renewal.Held();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_CONFLICT && e.getCode() != HTTP_NOT_FOUND) {
        throw e;
      }
    }
    // Someone wrote or deleted it, or an answer of ours was lost on its way back.
    Lease found = resource().get();
    if (found == null) {
      return set(() -> create(owner)) instanceof Claim.Held
          ? new Renewal.Held()
          : new Renewal.Lost("another task made it anew");
    }
    String holder = found.getSpec().getHolderIdentity();
    if (!self.equals(holder)) {
      held = null;
      return new Renewal.Lost(
          holder == null || holder.isEmpty() ? "it was given up" : "task " + holder + " has it");
    }
    held = replace(renewed(found, owner));
    return new Renewal.Held();
  }

  /** Gives the lease up, so that the next task need not wait for its end. */
  public void release() {
    Lease mine = held;
    held = null;
    if (mine == null) {
      return;
    }
    try {
      replace(free(mine));
    } catch (KubernetesClientException e) {
      // A renewal whose answer was not waited for.
      Lease found = e.getCode() == HTTP_CONFLICT ? resource().get() : null;
      if (found == null || !self.equals(found.getSpec().getHolderIdentity())) {
        throw e;
      }
      replace(free(found));
    }
  }

  private static Lease free(Lease lease) {
    return new LeaseBuilder(lease).editSpec().withHolderIdentity(null).endSpec().build();
  }

  private Claim set(Supplier<Lease> write) {
    try {
      held = write.get();
      return new Claim.Held();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_CONFLICT) {
        throw e;
      }
      return new Claim.HeldBy("another task, just now", clock.instant().plus(DURATION));
    }
  }

  private Lease create(Node owner) {
    return client.leases().inNamespace(NAMESPACE).resource(lease(null, owner)).create();
  }

  private Lease replace(Lease lease) {
    return client
        .leases()
        .inNamespace(NAMESPACE)
        .resource(lease)
        .lockResourceVersion(lease.getMetadata().getResourceVersion())
        .update();
  }

  private Lease lease(@Nullable Lease from, Node owner) {
    ZonedDateTime now = now();
    ZonedDateTime acquired = now;
    int transitions = 0;
    if (from != null) {
      boolean mine = self.equals(from.getSpec().getHolderIdentity());
      Integer before = from.getSpec().getLeaseTransitions();
      transitions = (before == null ? 0 : before) + (mine ? 0 : 1);
      acquired = mine ? from.getSpec().getAcquireTime() : now;
    }
    return owned(from == null ? new LeaseBuilder() : new LeaseBuilder(from), owner)
        .editOrNewSpec()
        .withHolderIdentity(self)
        .withLeaseDurationSeconds(Math.toIntExact(DURATION.toSeconds()))
        .withAcquireTime(acquired)
        .withRenewTime(now)
        .withLeaseTransitions(transitions)
        .endSpec()
        .build();
  }

  /** The Node's, so that they go together; of the Node there is now, so that it stays. */
  private LeaseBuilder owned(LeaseBuilder lease, Node owner) {
    return lease
        .editOrNewMetadata()
        .withName(node)
        .withNamespace(NAMESPACE)
        .withOwnerReferences()
        .addNewOwnerReference()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(node)
        .withUid(owner.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata();
  }

  private Lease renewed(Lease lease, Node owner) {
    return owned(new LeaseBuilder(lease), owner).editSpec().withRenewTime(now()).endSpec().build();
  }

  /** Leases have microseconds. */
  private ZonedDateTime now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(NAMESPACE).withName(node);
  }

  private static LeaseDecision.@Nullable Observed observed(@Nullable Lease lease) {
    if (lease == null) {
      return null;
    }
    var spec = lease.getSpec();
    Integer seconds = spec.getLeaseDurationSeconds();
    return new LeaseDecision.Observed(
        spec.getHolderIdentity(),
        spec.getRenewTime() == null ? null : spec.getRenewTime().toInstant(),
        seconds == null ? DURATION : Duration.ofSeconds(seconds));
  }
}
