package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import java.util.Optional;
import java.util.function.Function;

/**
 * A security group, ours or one that a service made for a resource of ours.
 *
 * @param name for people
 * @param owner the resource that brings it
 * @param id its id, once the owner exists
 */
public record GroupRef(
    String name, Resource<?> owner, Function<ObservedState, Optional<String>> id) {
  public static GroupRef of(SecurityGroup group) {
    return new GroupRef(group.name(), group, known -> known.find(group).map(Present::id));
  }
}
