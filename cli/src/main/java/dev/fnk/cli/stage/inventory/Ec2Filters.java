package dev.fnk.cli.stage.inventory;

import dev.fnk.cli.resource.LabTags;
import software.amazon.awssdk.services.ec2.model.Filter;

/** What EC2 is asked for. */
final class Ec2Filters {
  private Ec2Filters() {}

  static Filter lab(String lab) {
    return Filter.builder().name("tag:" + LabTags.LAB).values(lab).build();
  }

  static Filter vpc(String id) {
    return Filter.builder().name("vpc-id").values(id).build();
  }
}
