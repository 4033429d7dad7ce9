package dev.fnk.cli.config;

/** What a user wrote cannot be used; the message says where it stands and what was expected. */
public final class ConfigException extends RuntimeException {
  private static final String SCHEMA = "fnk config schema prints what may be set";

  private final String next;

  /** Of a setting. */
  public ConfigException(String message) {
    this(message, SCHEMA);
  }

  /** Of a setting. */
  public ConfigException(String message, Throwable cause) {
    this(message, SCHEMA);
    initCause(cause);
  }

  /**
   * @param next what to do about it
   */
  public ConfigException(String message, String next) {
    super(message);
    this.next = next;
  }

  /** What to do about it. */
  public String next() {
    return next;
  }
}
