package dev.fnk.kubelet;

import java.security.Security;

/**
 * What the virtual node's image runs; {@code fnk kubelet run} is the same {@link VirtualNode#run}.
 * Takes no arguments: all settings come from the environment.
 */
public final class Main {
  private Main() {}

  static void main(String[] args) throws InterruptedException {
    // Before any logger, and before the first lookup: both read these once.
    System.setProperty("logback.configurationFile", "dev/fnk/kubelet/logback.xml");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    System.exit(VirtualNode.run(System.getenv()));
  }
}
