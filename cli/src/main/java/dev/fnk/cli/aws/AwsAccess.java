package dev.fnk.cli.aws;

import dev.fnk.cli.world.World;

/** Clients of a world's AWS, and whose account it is that they call. */
public record AwsAccess(AwsClients clients, Account account) implements AutoCloseable {
  /** The first call that needs credentials: asks who calls. */
  public static AwsAccess open(World world) {
    var clients = new AwsClients(world);
    try {
      return new AwsAccess(clients, Account.of(clients));
    } catch (RuntimeException failed) {
      clients.close();
      throw failed;
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
