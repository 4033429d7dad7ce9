package dev.fnk.local.tagging;

import java.util.Map;

/**
 * A resource that has tags, or had some.
 *
 * @param arn its ARN
 * @param tags values by key
 */
public record TaggedResource(String arn, Map<String, String> tags) {
  public TaggedResource {
    tags = Map.copyOf(tags);
  }

  /** The type as filters name it, such as {@code ecs:cluster}. */
  String type() {
    String[] parts = arn.split(":", 6);
    return parts[2] + ":" + parts[5].split("[/:]", 2)[0];
  }
}
