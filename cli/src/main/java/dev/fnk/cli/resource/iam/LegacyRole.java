package dev.fnk.cli.resource.iam;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A role that fnk 0.1.0 made, whose name and tags say nothing of a region: labs of one name in two
 * regions shared it. It goes with the lab, unless a lab in another region may still use it.
 */
public final class LegacyRole implements LeftoverResource<LegacyRole.Attributes> {
  private final AwsClients aws;
  private final LabTags tags;
  private final Part part;
  private final LegacyLabs others;

  /**
   * What 0.1.0 made it of.
   *
   * @param inline names of its own policies
   * @param attached ARNs of managed policies
   */
  public record Part(String name, Set<String> inline, Set<String> attached) {
    public Part {
      inline = Set.copyOf(inline);
      attached = Set.copyOf(attached);
    }
  }

  /** Nothing to read of it. */
  public record Attributes() {}

  public LegacyRole(AwsClients aws, LabTags tags, Part part, LegacyLabs others) {
    this.aws = aws;
    this.tags = tags;
    this.part = part;
    this.others = others;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("iam:role", part.name());
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    var read = calls().read();
    if (read.isEmpty()) {
      return new Absent<>();
    }
    var role = read.get();
    var has = RoleCalls.tags(role);
    var arn = Optional.of(role.arn());
    if (!tags.lab().equals(has.get(LabTags.LAB)) || has.containsKey(LabTags.REGION)) {
      return new Foreign<>(name(), arn, tags.foreign(has));
    }
    return others
        .mayUse(tags.lab(), tags.region())
        .<Observed<Attributes>>map(why -> new Foreign<>(name(), arn, why))
        .orElseGet(() -> new Present<>(name(), arn, "of fnk 0.1.0", new Attributes()));
  }

  private RoleCalls calls() {
    return new RoleCalls(aws.iam(), name());
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    calls().delete(part.inline(), part.attached(), context);
  }
}
