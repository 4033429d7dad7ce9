package dev.fnk.local.engine;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The engine cannot be reached, or refused. The message is fit for a person. */
public final class EngineException extends RuntimeException {
  private static final JsonMapper JSON = new JsonMapper();

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  public EngineException(String message) {
    super(message);
  }

  /** What a person reads. */
  public String message() {
    return String.valueOf(getMessage());
  }

  static EngineException of(String doing, RuntimeException cause) {
    return new EngineException(doing + ": " + reason(cause), cause);
  }

  /** Docker answers {@code Status 409: {"message":"..."}}: keep the inner sentence. */
  private static String reason(RuntimeException cause) {
    String text = String.valueOf(cause.getMessage()).strip();
    int start = text.indexOf('{');
    if (start < 0) {
      return text;
    }
    try {
      return JSON.readTree(text.substring(start)).path("message").asString(text);
    } catch (JacksonException _) {
      return text;
    }
  }
}
