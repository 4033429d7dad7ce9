package dev.fnk.cli.template;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON documents as values. */
public final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** Whether two documents say the same, whatever their blanks and the order of their keys. */
  public static boolean same(String a, String b) {
    try {
      return MAPPER.readTree(a).equals(MAPPER.readTree(b));
    } catch (JacksonException e) {
      return a.equals(b);
    }
  }
}
