package dev.fnk.local.tagging;

import java.util.Map;
import software.amazon.awssdk.arns.Arn;

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
    Arn parsed = Arn.fromString(arn);
    return parsed.service() + ":" + parsed.resourceAsString().split("[/:]", 2)[0];
  }
}
