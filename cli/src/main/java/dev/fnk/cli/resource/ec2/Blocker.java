package dev.fnk.cli.resource.ec2;

import java.util.Optional;

/**
 * What keeps something of the network from being deleted.
 *
 * @param what the thing and its owner, for people
 * @param leaves whether it goes by itself once its owner is gone, which the lab sees to
 * @param remedy the command that removes it
 */
record Blocker(String what, boolean leaves, Optional<String> remedy) {
  static Blocker stays(String what, String remedy) {
    return new Blocker(what, false, Optional.of(remedy));
  }

  static Blocker leaves(String what) {
    return new Blocker(what, true, Optional.empty());
  }
}
