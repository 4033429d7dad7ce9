package dev.fnk.cli.resource;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tags by which fnk knows what it made.
 *
 * @param version the fnk that made it
 */
public record LabTags(String lab, String stage, String version) {
  public static final String LAB = "fnk.dev/lab";
  public static final String STAGE = "fnk.dev/stage";
  public static final String VERSION = "fnk.dev/version";

  /** All tags of a resource, its name among them. */
  public Map<String, String> named(String name) {
    var tags = new LinkedHashMap<String, String>();
    tags.put("Name", name);
    tags.put(LAB, lab);
    tags.put(STAGE, stage);
    tags.put(VERSION, version);
    return Map.copyOf(tags);
  }

  /** Whether tags read from the cloud are those of this lab. */
  public boolean own(Map<String, String> tags) {
    return lab.equals(tags.get(LAB));
  }

  /** What gives a foreign resource away. */
  public String foreign(Map<String, String> tags) {
    var other = tags.get(LAB);
    return other == null ? "it carries no tag " + LAB : "it belongs to the lab " + other;
  }
}
