package dev.fnk.cli.resource.logs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** Where the containers' lines go. */
public final class LogGroup implements ManagedResource<LogGroup.Attributes> {
  private final AwsClients aws;
  private final LabTags tags;
  private final String name;
  private final int retentionDays;

  /**
   * @param retentionDays 0: for ever
   */
  public record Attributes(int retentionDays) {}

  public LogGroup(AwsClients aws, LabTags tags, String name, int retentionDays) {
    this.aws = aws;
    this.tags = tags;
    this.name = name;
    this.retentionDays = retentionDays;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("logs:log-group", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    var found =
        aws.logs().describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name)).logGroups().stream()
            .filter(g -> g.logGroupName().equals(name))
            .findFirst();
    if (found.isEmpty()) {
      return new Absent<>();
    }
    var group = found.get();
    // DescribeLogGroups ends it with ":*", which the tagging calls do not take.
    var arn = group.arn().endsWith(":*") ? group.arn().replaceAll(":\\*$", "") : group.arn();
    var days = group.retentionInDays() == null ? 0 : group.retentionInDays();
    try {
      return tags.observed(
          aws.logs().listTagsForResource(r -> r.resourceArn(arn)).tags(),
          name,
          Optional.of(arn),
          () -> new Present<>(name, Optional.of(arn), "available", new Attributes(days)));
    } catch (ResourceNotFoundException e) {
      return new Absent<>(); // deleted since it was listed
    }
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var days = present.attributes().retentionDays();
    return days == retentionDays
        ? Change.none()
        : Change.update("keeps lines for %d days, wanted is %d".formatted(days, retentionDays));
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    try {
      aws.logs().createLogGroup(r -> r.logGroupName(name).tags(tags.named(name)));
    } catch (ResourceAlreadyExistsException e) {
      if (observe(context.known()) instanceof Foreign<Attributes>) {
        throw e;
      }
    }
    var made = context.untilKnown("the log group", this);
    return update(made, context);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    aws.logs().putRetentionPolicy(r -> r.logGroupName(name).retentionInDays(retentionDays));
    return new Present<>(
        present.id(), present.arn(), present.state(), new Attributes(retentionDays));
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    try {
      aws.logs().deleteLogGroup(r -> r.logGroupName(name));
    } catch (ResourceNotFoundException _) {
      // what was asked for
    }
  }
}
