package dev.fnk.cli.console;

import java.security.Security;

/**
 * How long the JVM remembers what a name resolves to. A failure it keeps for ten seconds unless it
 * is told otherwise, and the name of a cluster that was just made resolves any moment.
 */
public final class NameLookups {
  private static final String FAILURES = "networkaddress.cache.negative.ttl";
  private static final String ADDRESSES = "networkaddress.cache.ttl";

  private NameLookups() {}

  /** Has to come before the first lookup: the JVM reads the periods once. */
  public static void forgetFailures() {
    Security.setProperty(FAILURES, "0");
    Security.setProperty(ADDRESSES, "5");
  }
}
