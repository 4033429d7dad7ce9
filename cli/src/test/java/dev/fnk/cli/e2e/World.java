package dev.fnk.cli.e2e;

import java.net.URI;

/** How tests find the local world's account: as a user would, by {@code fnk local status}. */
final class World {
  private World() {}

  static Account account(Home home) {
    var status = home.fnkJson("local", "status", "-o", "json");
    return new Account(
        URI.create(status.at("/endpoint").asString()),
        status.at("/accessKeyId").asString(),
        status.at("/secretAccessKey").asString());
  }

  /** Process id of the background process. */
  static long process(Home home) {
    return home.fnkJson("local", "status", "-o", "json").at("/pid").asLong();
  }

  /** Ends a home's local world, and the home. Fails when anything of it is left on the machine. */
  static void end(Home home) {
    try {
      home.fnk("local", "stop").exits(0);
      Remains.none(home);
    } finally {
      home.close();
    }
  }
}
