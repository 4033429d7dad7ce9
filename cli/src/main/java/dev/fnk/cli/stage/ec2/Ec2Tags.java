package dev.fnk.cli.stage.ec2;

import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ResourceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tags as EC2 takes them; EC2 knows most things by their tags only. */
final class Ec2Tags {
  /** Which part of the lab it is. People rename in the console; this tag is not for them. */
  static final String ROLE = "fnk.dev/role";

  private Ec2Tags() {}

  static TagSpecification at(ResourceType type, Map<String, String> tags) {
    return TagSpecification.builder().resourceType(type).tags(list(tags)).build();
  }

  /** All tags of a resource, its role among them. */
  static Map<String, String> as(LabTags tags, String name, String role) {
    var all = new HashMap<>(tags.named(name));
    all.put(ROLE, role);
    return Map.copyOf(all);
  }

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  /** Finds what this lab made under a name. */
  static List<Filter> filters(LabTags tags, String name) {
    return List.of(filter("tag:" + LabTags.LAB, tags.lab()), filter("tag:Name", name));
  }

  static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  /**
   * The one that was found.
   *
   * @throws ResourceException there are several
   */
  static <T> Optional<T> one(String label, List<T> found, Function<T, String> id) {
    if (found.size() > 1) {
      throw new ResourceException(
          "%s exists %d times: %s"
              .formatted(label, found.size(), String.join(", ", found.stream().map(id).toList())),
          "delete the ones that are too many by hand, then run again");
    }
    return found.stream().findFirst();
  }
}
