package dev.fnk.cli.resource.iam;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.LabTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.ecs.model.ClusterField;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * The labs that fnk 0.1.0 made in other regions under one name: their roles are the same ones.
 *
 * @param aws clients of the lab's region
 * @param elsewhere clients of another region; closed after use
 */
public record LegacyLabs(AwsClients aws, Function<String, AwsClients> elsewhere) {

  public static LegacyLabs of(AwsClients aws) {
    return new LegacyLabs(aws, region -> new AwsClients(aws.world().in(region)));
  }

  /**
   * Whether such a lab may be in another region of the account.
   *
   * @param region the one that is not asked
   * @return why it may; empty: none is there
   */
  public Optional<String> mayUse(String lab, String region) {
    var answers = new TreeMap<String, Answer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new TreeMap<String, java.util.concurrent.Future<Answer>>();
      for (var other : regions()) {
        if (!other.equals(region)) {
          asked.put(other, threads.submit(() -> ask(other, lab)));
        }
      }
      asked.forEach((other, answer) -> answers.put(other, answer(answer)));
    }
    var there = matching(answers, Answer.THERE);
    if (!there.isEmpty()) {
      return Optional.of("the lab %s in %s uses it".formatted(lab, String.join(", ", there)));
    }
    var unread = matching(answers, Answer.UNREAD);
    return unread.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "a lab %s in %s may use it, where EKS or ECS cannot be read"
                .formatted(lab, String.join(", ", unread)));
  }

  private enum Answer {
    THERE,
    ABSENT,
    UNREAD
  }

  private static List<String> matching(Map<String, Answer> answers, Answer wanted) {
    var regions = new ArrayList<String>();
    answers.forEach(
        (region, answer) -> {
          if (answer == wanted) {
            regions.add(region);
          }
        });
    return regions;
  }

  private static Answer answer(java.util.concurrent.Future<Answer> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException("interrupted");
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a region cannot be asked", e.getCause());
    }
  }

  /** Those that the account has enabled. */
  private List<String> regions() {
    return aws.ec2().describeRegions().regions().stream().map(Region::regionName).toList();
  }

  private Answer ask(String region, String lab) {
    try (var there = elsewhere.apply(region)) {
      return eks(there, lab) || ecs(there, lab) ? Answer.THERE : Answer.ABSENT;
    } catch (SdkException e) {
      return Answer.UNREAD;
    }
  }

  /** A cluster keeps its role for life. */
  private static boolean eks(AwsClients there, String lab) {
    try {
      var cluster = there.eks().describeCluster(r -> r.name(lab)).cluster();
      return legacy(lab, cluster.tags());
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  private static boolean ecs(AwsClients there, String lab) {
    return there
        .ecs()
        .describeClusters(r -> r.clusters(lab).include(ClusterField.TAGS))
        .clusters()
        .stream()
        .filter(c -> !"INACTIVE".equals(c.status()))
        .anyMatch(c -> legacy(lab, tags(c.tags())));
  }

  private static Map<String, String> tags(List<Tag> list) {
    var tags = new TreeMap<String, String>();
    list.forEach(t -> tags.put(t.key(), t.value()));
    return tags;
  }

  private static boolean legacy(String lab, Map<String, String> tags) {
    return lab.equals(tags.get(LabTags.LAB)) && !tags.containsKey(LabTags.REGION);
  }
}
