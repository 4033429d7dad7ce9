package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.iam.LegacyLabs;
import dev.fnk.cli.resource.iam.LegacyRole;
import java.util.Set;

/** The roles of a lab that fnk 0.1.0 made. */
final class LegacyRoles {
  private LegacyRoles() {}

  /**
   * @param suffix {@code cluster}, {@code execution}, {@code pod} or {@code kubelet}
   */
  static LegacyRole of(AwsClients aws, LabTags tags, Account account, String suffix) {
    var cluster = suffix.equals("cluster");
    return new LegacyRole(
        aws,
        tags,
        new LegacyRole.Part(
            new LabNames(tags.lab(), tags.region()).legacyRole(suffix),
            cluster ? Set.of() : Set.of(suffix),
            cluster ? Set.of(account.managedPolicyArn("AmazonEKSClusterPolicy")) : Set.of()),
        LegacyLabs.of(aws));
  }
}
