package dev.fnk.cli.resource.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.stage.FakeWork;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** The group of the containers' lines. */
final class LogGroupTest {
  private static final String NAME = "/fnk/eks-lab";
  private static final String ARN = "arn:aws:logs:eu-west-1:111122223333:log-group:" + NAME;

  private final Map<String, Map<String, String>> tags = new TreeMap<>();
  private final Map<String, Integer> days = new TreeMap<>();

  /** How many looks do not see it yet. */
  private int unseen;

  private final FakeAws fake =
      new FakeAws()
          .on(
              CloudWatchLogsClient.class,
              "describeLogGroups",
              DescribeLogGroupsRequest.class,
              q -> {
                assertThat(q.logGroupNamePrefix()).isEqualTo(NAME);
                return DescribeLogGroupsResponse.builder()
                    .logGroups(
                        unseen-- > 0
                            ? java.util.List.of()
                            : tags.keySet().stream().map(this::described).toList())
                    .build();
              })
          .on(
              CloudWatchLogsClient.class,
              "listTagsForResource",
              ListTagsForResourceRequest.class,
              q -> {
                assertThat(q.resourceArn()).isEqualTo(ARN);
                return ListTagsForResourceResponse.builder().tags(tags.get(NAME)).build();
              })
          .on(
              CloudWatchLogsClient.class,
              "createLogGroup",
              CreateLogGroupRequest.class,
              q -> {
                if (tags.containsKey(q.logGroupName())) {
                  throw FakeAws.error(
                      ResourceAlreadyExistsException.builder(),
                      "ResourceAlreadyExistsException",
                      "there");
                }
                tags.put(q.logGroupName(), q.tags());
                return CreateLogGroupResponse.builder().build();
              })
          .on(
              CloudWatchLogsClient.class,
              "putRetentionPolicy",
              PutRetentionPolicyRequest.class,
              q -> {
                days.put(q.logGroupName(), q.retentionInDays());
                return PutRetentionPolicyResponse.builder().build();
              })
          .on(
              CloudWatchLogsClient.class,
              "deleteLogGroup",
              DeleteLogGroupRequest.class,
              q -> {
                if (tags.remove(q.logGroupName()) == null) {
                  throw gone();
                }
                return DeleteLogGroupResponse.builder().build();
              });
  private final LogGroup group =
      new LogGroup(fake.clients(), new LabTags("eks-lab", "eu-west-1", "ecs", "1"), NAME, 7);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  private software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup described(String name) {
    return software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup.builder()
        .logGroupName(name)
        .arn("arn:aws:logs:eu-west-1:111122223333:log-group:" + name + ":*")
        .retentionInDays(days.get(name))
        .build();
  }

  private static RuntimeException gone() {
    return FakeAws.error(ResourceNotFoundException.builder(), "ResourceNotFoundException", "gone");
  }

  private Present<LogGroup.Attributes> seen() {
    return group.observe(known).present().orElseThrow();
  }

  @Test
  void itIsMadeWithItsTagsAndItsRetention() {
    assertThat(group.observe(known)).isInstanceOf(Absent.class);
    unseen = 3;

    var made = group.create(work);

    assertThat(made)
        .isEqualTo(new Present<>(NAME, Optional.of(ARN), "available", new LogGroup.Attributes(7)))
        .isEqualTo(seen());
    assertThat(tags.get(NAME)).containsEntry(LabTags.LAB, "eks-lab").containsEntry("Name", NAME);
    assertThat(group.diff(made, known)).isEqualTo(Change.none());
    assertThat(group.label()).isEqualTo("logs:log-group /fnk/eks-lab");
  }

  @Test
  void oneOfAnotherNameIsNotIt() {
    tags.put(NAME + "-two", Map.of(LabTags.LAB, "eks-lab"));

    assertThat(group.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void oneThatKeepsItsLinesForEverIsMended() {
    tags.put(NAME, Map.of(LabTags.LAB, "eks-lab"));

    assertThat(group.diff(seen(), known).reason()).isEqualTo("keeps lines for 0 days, wanted is 7");
    group.update(seen(), work);
    assertThat(days).containsEntry(NAME, 7);
  }

  @Test
  void oneThatARunBeforeMadeIsFinishedAndAnothersIsNotTouched() {
    tags.put(NAME, Map.of(LabTags.LAB, "eks-lab"));
    group.create(work);
    assertThat(days).containsEntry(NAME, 7);

    days.clear();
    tags.put(NAME, Map.of());
    assertThat(group.observe(known))
        .isEqualTo(new Foreign<>(NAME, Optional.of(ARN), "it carries no tag fnk.dev/lab"));
    assertThatThrownBy(() -> group.create(work)).isInstanceOf(ResourceAlreadyExistsException.class);
    assertThat(days).isEmpty();
  }

  @Test
  void oneThatGoesUnderUsIsAbsentAndItsDeletionNoError() {
    tags.put(NAME, Map.of(LabTags.LAB, "eks-lab"));
    var present = seen();
    fake.on(
        CloudWatchLogsClient.class,
        "listTagsForResource",
        ListTagsForResourceRequest.class,
        _ -> {
          throw gone();
        });
    assertThat(group.observe(known)).isInstanceOf(Absent.class);

    group.delete(present, work);
    assertThat(tags).isEmpty();
    group.delete(present, work);
  }
}
