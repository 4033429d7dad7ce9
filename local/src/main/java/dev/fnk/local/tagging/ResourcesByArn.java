package dev.fnk.local.tagging;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.arns.Arn;

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
        .filter(entry -> Arn.fromString(entry.getKey()).region().filter(region::equals).isPresent())
        .map(entry -> new TaggedResource(entry.getKey(), entry.getValue()));
  }
}
