package dev.fnk.local.tagging;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tagged resources of a service that knows their tags by ARN.
 *
 * @param signingName the service
 * @param byRegion tags by ARN; ARNs of other regions are left out
 */
public record ResourcesByArn(
    String signingName, Function<String, Map<String, Map<String, String>>> byRegion)
    implements TaggedResources {
  @Override
  public Stream<TaggedResource> resources(String region) {
    return byRegion.apply(region).entrySet().stream()
        .filter(entry -> entry.getKey().split(":", -1)[3].equals(region))
        .map(entry -> new TaggedResource(entry.getKey(), entry.getValue()));
  }
}
