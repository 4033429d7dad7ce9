package dev.fnk.local.tagging;

import java.util.stream.Stream;

/** A service that has tagged resources of its own. */
public interface TaggedResources {
  /** Signing name of the service, such as {@code ecs}; moto's resources of it are left out. */
  String signingName();

  /** Its tagged resources in a region, such as {@code eu-west-1}. */
  Stream<TaggedResource> resources(String region);
}
