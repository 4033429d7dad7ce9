package dev.fnk.cli.stage.ec2;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.Work;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/** Deletes what others may still be using; their network interfaces linger for minutes. */
final class Ec2Deletion {
  private Ec2Deletion() {}

  /**
   * Deletes as soon as EC2 lets it.
   *
   * @param users who holds it, for the message if they never let go
   * @param gone the error codes that mean it is gone already
   */
  static void whenFree(Work work, Runnable delete, Supplier<List<String>> users, String... gone) {
    try {
      var _ =
          work.retry(
              "what uses it to let it go",
              work.deadlines().release(),
              e -> AwsErrors.is(e, "DependencyViolation", "ResourceInUse"),
              () -> {
                delete.run();
                return true;
              });
    } catch (RuntimeException e) {
      if (AwsErrors.is(e, gone)) {
        return;
      }
      if (AwsErrors.is(e, "DependencyViolation", "ResourceInUse")) {
        var holders = users.get();
        throw new ResourceException(
            holders.isEmpty()
                ? "it is still in use"
                : "it is still used by " + String.join(", ", holders),
            "remove what uses it, then fnk teardown again",
            e);
      }
      throw e;
    }
  }

  /**
   * Network interfaces, as people read them.
   *
   * @param filter such as {@code vpc-id}, {@code group-id}
   */
  static List<String> users(AwsClients aws, String filter, String value) {
    return aws
        .ec2()
        .describeNetworkInterfacesPaginator(r -> r.filters(Ec2Tags.filter(filter, value)))
        .networkInterfaces()
        .stream()
        .map(Ec2Deletion::words)
        .toList();
  }

  private static String words(NetworkInterface eni) {
    return "%s (%s, %s)"
        .formatted(eni.networkInterfaceId(), eni.description(), eni.statusAsString());
  }
}
