package dev.fnk.local.eks.lifecycle;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.controlplane.AppServingSigner;
import dev.fnk.local.controlplane.ClusterDefaults;
import dev.fnk.local.controlplane.ControlPlane;
import dev.fnk.local.controlplane.ControlPlaneSpec;
import dev.fnk.local.controlplane.binaries.BinarySet;
import dev.fnk.local.controlplane.binaries.ControlPlaneBinaries;
import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.AccessPolicyBindings;
import dev.fnk.local.eks.authentication.TokenReviewer;
import dev.fnk.local.eks.authentication.TokenWebhook;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.cluster.ClusterState;
import dev.fnk.local.network.VpcNetwork;
import dev.fnk.local.process.ChildProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Brings a cluster's real parts into being and away again. */
public final class ClusterLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterLifecycle.class);

  private final LocalAccount account;
  private final ChildProcesses processes;
  private final ControlPlaneBinaries binaries;
  private final TokenWebhook webhook;
  private final Path stateDir;
  private final Duration settling;

  public ClusterLifecycle(
      LocalAccount account,
      ChildProcesses processes,
      ControlPlaneBinaries binaries,
      TokenWebhook webhook,
      Path stateDir,
      Duration settling) {
    this.settling = settling;
    this.account = account;
    this.processes = processes;
    this.binaries = binaries;
    this.webhook = webhook;
    this.stateDir = stateDir;
  }

  /** From CREATING to ACTIVE or, with the reason among its issues, FAILED. */
  public void create(Cluster cluster, VpcNetwork network) {
    Instant begun = Instant.now();
    try {
      createNetwork(cluster);
      BinarySet programs =
          binaries.require(cluster.request().release(), line -> LOG.info("{}", line));
      String id = cluster.identity().id();
      webhook.add(id, new TokenReviewer(account, cluster, network.gatewayAddress()));
      ControlPlane running =
          ControlPlane.boot(
              new ControlPlaneSpec(
                  cluster.name(),
                  cluster.request().release(),
                  network.gatewayAddress(),
                  cluster.identity().services(),
                  cluster.identity().issuer(),
                  webhook.address(id),
                  stateDir.resolve(id)),
              programs,
              processes,
              line -> LOG.info("{}", line));
      cluster.update(state -> state.booted(running));
      ClusterDefaults.install(
          running.admin(),
          running.endpoint(),
          cluster.identity().region(),
          cluster.identity().services(),
          cluster.request().selfManagedAddons());
      running.closeWith(AppServingSigner.start(running));
      running.closeWith(new NamespaceWatch(cluster, running));
      bootstrapAdmin(cluster, running);
      cluster.admitFrom(Instant.now().plus(settling));
      cluster.update(state -> state.active());
      LOG.info(
          "cluster {} is ACTIVE after {} ms",
          cluster.name(),
          Duration.between(begun, Instant.now()).toMillis());
    } catch (SdkException e) {
      fail(cluster, "Other", e);
    } catch (RuntimeException e) {
      fail(cluster, "InternalFailure", e);
    }
  }

  /** Ends its processes and removes what it has in EC2; after that nothing of it is left. */
  public void delete(Cluster cluster) {
    stop(cluster);
    new ClusterNetwork(account.clients(cluster.identity().region()).ec2())
        .remove(cluster.state().parts());
  }

  /** Ends its processes only. */
  public void stop(Cluster cluster) {
    webhook.remove(cluster.identity().id());
    cluster.state().parts().controlPlane().ifPresent(ControlPlane::close);
  }

  private void createNetwork(Cluster cluster) {
    ClusterNetwork network = new ClusterNetwork(account.clients(cluster.identity().region()).ec2());
    String group = network.createSecurityGroup(cluster);
    cluster.update(state -> state.madeSecurityGroup(group));
    for (String subnet : cluster.request().subnetIds()) {
      String id = network.createInterface(cluster, subnet, group);
      cluster.update(state -> state.madeInterface(id));
    }
  }

  private static void bootstrapAdmin(Cluster cluster, ControlPlane running) {
    AccessPolicyBindings bindings = new AccessPolicyBindings(running.admin());
    for (AccessEntry entry : cluster.entries().values()) {
      entry.policies().forEach((policy, association) -> bindings.bind(entry, policy, association));
    }
  }

  private static void fail(Cluster cluster, String code, RuntimeException failure) {
    LOG.warn("cluster {} cannot be created", cluster.name(), failure);
    cluster.update(
        state -> state.failed(new ClusterState.Issue(code, String.valueOf(failure.getMessage()))));
  }
}
