package dev.fnk.cli.invocation;

/**
 * Sets logback up, by properties that its configuration file reads; must come before any logger.
 */
public final class Logs {
  private Logs() {}

  /** Only warnings, for a person at a command line. */
  public static void forCommands(boolean debug) {
    set(debug ? "DEBUG" : "ERROR", debug ? "DEBUG" : "WARN");
  }

  /** What the node does, for who reads its log stream. */
  public static void forNode(boolean debug) {
    set(debug ? "DEBUG" : "WARN", debug ? "DEBUG" : "INFO");
  }

  /** What the local lab does, for its log file. */
  public static void forLocalLab(boolean debug) {
    forNode(debug);
  }

  private static void set(String others, String own) {
    System.setProperty("fnk.log.others", others);
    System.setProperty("fnk.log.own", own);
    System.setProperty("fnk.log.wire", others.equals("DEBUG") ? "INFO" : others);
  }
}
