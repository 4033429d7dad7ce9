package dev.fnk.local.eks.protocol;

import dev.fnk.local.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The body of a request: a JSON object. */
public final class RequestBody {
  private RequestBody() {}

  /**
   * Reads one; an empty body is an empty object.
   *
   * @throws EksError when it is none
   */
  public static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return Json.object();
    }
    try {
      JsonNode node = Json.mapper().readTree(body);
      if (!node.isObject()) {
        throw EksError.invalidParameter("The request body is not a JSON object.");
      }
      return node;
    } catch (JacksonException e) {
      throw EksError.invalidParameter("The request body is not valid JSON: " + e.getMessage());
    }
  }
}
