package dev.fnk.local.ecs.protocol;

import dev.fnk.local.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** The elements of {@code failures}: what an answer about many says of one that it cannot serve. */
public final class Failures {
  private Failures() {}

  public static ObjectNode of(String arn, String reason) {
    return Json.object().put("arn", arn).put("reason", reason);
  }
}
