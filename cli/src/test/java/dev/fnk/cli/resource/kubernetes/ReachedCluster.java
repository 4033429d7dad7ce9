package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.resource.eks.TestClusters;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A lab's cluster that is known to be there, with an API server in memory. */
final class ReachedCluster implements AutoCloseable {
  final FakeKubernetes kubernetes;
  final EksCluster cluster;
  final ClusterAccess access;
  final ObservedState known = new ObservedState();
  final FakeWork work = new FakeWork(known);

  ReachedCluster(TestLab lab) {
    try {
      kubernetes = new FakeKubernetes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cluster = lab.the(EksCluster.class);
    access = new ClusterAccess(cluster);
    known.put(cluster, TestClusters.at(kubernetes.endpoint()));
  }

  @Override
  public void close() {
    access.close();
    kubernetes.close();
  }
}
