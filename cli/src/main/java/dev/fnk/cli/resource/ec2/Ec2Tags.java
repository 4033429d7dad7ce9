package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.resource.LabTags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  static Map<String, String> map(List<Tag> tags) {
    var map = new HashMap<String, String>();
    tags.forEach(t -> map.put(t.key(), t.value()));
    return map;
  }

  /** Finds all of a kind that this lab made. */
  static Filter lab(LabTags tags) {
    return filter("tag:" + LabTags.LAB, tags.lab());
  }

  static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  /** The value of a tag. */
  static Optional<String> value(List<Tag> tags, String key) {
    return tags.stream().filter(t -> t.key().equals(key)).map(Tag::value).findFirst();
  }
}
