package dev.fnk.cli.resource;

import org.jspecify.annotations.Nullable;

/** A resource cannot be what it should; the message says why, {@link #next} what to do. */
public final class ResourceException extends RuntimeException {
  private final String words;
  private final String next;

  public ResourceException(String message, String next) {
    this(message, next, null);
  }

  public ResourceException(String message, String next, @Nullable Throwable cause) {
    super(message, cause);
    this.words = message;
    this.next = next;
  }

  @Override
  public String getMessage() {
    return words;
  }

  /** What to run or change next. */
  public String next() {
    return next;
  }
}
