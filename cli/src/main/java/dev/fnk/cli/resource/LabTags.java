package dev.fnk.cli.resource;

import dev.fnk.kubelet.contract.TagKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The tags by which fnk knows what it made.
 *
 * @param region the lab's region: two regions may have a lab of one name
 * @param version the fnk that made it
 */
public record LabTags(String lab, String region, String stage, String version) {
  public static final String LAB = TagKeys.LAB;
  public static final String REGION = TagKeys.REGION;
  public static final String STAGE = TagKeys.STAGE;
  public static final String VERSION = TagKeys.VERSION;

  /** All tags of a resource, its name among them. */
  public Map<String, String> named(String name) {
    var tags = new LinkedHashMap<String, String>();
    tags.put("Name", name);
    tags.putAll(unnamed());
    return Map.copyOf(tags);
  }

  /** The tags that tell whose a thing is, in the order of the constants. */
  public Map<String, String> unnamed() {
    var tags = new LinkedHashMap<String, String>();
    tags.put(LAB, lab);
    tags.put(REGION, region);
    tags.put(STAGE, stage);
    tags.put(VERSION, version);
    return tags;
  }

  /**
   * Whether tags read in the lab's region are those of this lab. What fnk 0.1.0 made has no tag of
   * the region; there it is told by where it was found.
   */
  public boolean own(Map<String, String> tags) {
    return lab.equals(tags.get(LAB)) && region.equals(tags.getOrDefault(REGION, region));
  }

  /** Whether tags of something that belongs to no region (a role) are those of this lab. */
  public boolean ownOfAccount(Map<String, String> tags) {
    return lab.equals(tags.get(LAB)) && region.equals(tags.get(REGION));
  }

  /**
   * Something of the lab's region by its tags: the lab's own, or foreign.
   *
   * @param tags those it carries
   * @param id the id its service knows it by
   * @param own reads it, once it is known to be the lab's
   */
  public <A> Observed<A> observed(
      Map<String, String> tags, String id, Optional<String> arn, Supplier<Present<A>> own) {
    return own(tags) ? own.get() : new Foreign<>(id, arn, foreign(tags));
  }

  /** What gives a foreign resource away. */
  public String foreign(Map<String, String> tags) {
    var other = tags.get(LAB);
    if (other == null) {
      return "it carries no tag " + LAB;
    }
    if (!other.equals(lab)) {
      return "it belongs to the lab " + other;
    }
    var elsewhere = tags.get(REGION);
    return elsewhere == null
        ? "it carries no tag " + REGION
        : "it belongs to the lab %s in %s".formatted(other, elsewhere);
  }
}
