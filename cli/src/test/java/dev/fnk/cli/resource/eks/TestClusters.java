package dev.fnk.cli.resource.eks;

import dev.fnk.cli.resource.Present;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Clusters as they are observed. */
public final class TestClusters {
  private TestClusters() {}

  /** One that is ACTIVE and long there. */
  public static Present<EksCluster.Attributes> at(String endpoint) {
    return new Present<>(
        "eks-lab",
        Optional.empty(),
        "ACTIVE",
        new EksCluster.Attributes(
            "1.36",
            "STANDARD",
            Instant.EPOCH,
            endpoint,
            FakeApiServer.certificateAuthority(),
            "sg-1",
            Set.of("0.0.0.0/0"),
            false,
            true,
            ClusterAdmins.Is.NONE));
  }
}
