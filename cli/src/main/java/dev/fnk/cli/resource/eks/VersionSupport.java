package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.VersionStatus;

/**
 * How long EKS supports a Kubernetes version at the standard price
 * (docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html). A caller that may not ask,
 * and an endpoint that does not know the question, leave it unknown.
 */
public final class VersionSupport {
  /** How long before its end one is told. AWS itself gives notice 60 days before. */
  private static final Duration NOTICE = Duration.ofDays(60);

  private final AwsClients aws;
  private final InstantSource clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /**
   * @param version as EKS tells it, if it does
   * @param why why it does not
   */
  private record Answer(Optional<ClusterVersionInformation> version, String why) {}

  public VersionSupport(AwsClients aws, InstantSource clock) {
    this.aws = aws;
    this.clock = clock;
  }

  /** Whether a cluster of this version costs what extended support costs; false if unknown. */
  boolean extended(String version) {
    return answer(version)
        .version()
        .filter(
            v ->
                v.versionStatus() == VersionStatus.EXTENDED_SUPPORT
                    || end(v).filter(end -> !clock.instant().isBefore(end)).isPresent())
        .isPresent();
  }

  /** What a person should know of a cluster's version, a sentence each. */
  List<String> notes(EksSettings wanted, Optional<EksCluster.Attributes> is) {
    var notes = new ArrayList<String>();
    is.filter(cluster -> ClusterDrift.newer(wanted, cluster))
        .ifPresent(
            cluster ->
                notes.add(
                    "the cluster runs Kubernetes %s, newer than kubernetesVersion %s; EKS does not go back"
                        .formatted(cluster.version(), wanted.version())));
    note(
            is.map(EksCluster.Attributes::version).orElse(wanted.version()),
            is.map(EksCluster.Attributes::supportType)
                .filter(type -> !type.isEmpty())
                .orElse(wanted.supportType()))
        .ifPresent(notes::add);
    return List.copyOf(notes);
  }

  private Optional<String> note(String version, String supportType) {
    var answer = answer(version);
    if (answer.version().isEmpty()) {
      return Optional.of(
          "whether Kubernetes %s is in standard support is not known (%s); its price here is that of standard support"
              .formatted(version, answer.why()));
    }
    var end = end(answer.version().get());
    var day = end.map(e -> LocalDate.ofInstant(e, ZoneOffset.UTC)).map(LocalDate::toString);
    if (extended(version)) {
      return Optional.of(
          "Kubernetes %s is in extended support%s, at $0.60 an hour instead of $0.10: a newer kubernetesVersion ends that"
              .formatted(version, day.map(d -> " since " + d).orElse("")));
    }
    return end.filter(e -> !clock.instant().plus(NOTICE).isBefore(e))
        .map(
            e ->
                "Kubernetes %s leaves standard support on %s, in %d days: then %s; a newer kubernetesVersion avoids that"
                    .formatted(
                        version,
                        day.orElseThrow(),
                        Duration.between(clock.instant(), e).toDays(),
                        supportType.equals("EXTENDED")
                            ? "it costs $0.60 an hour instead of $0.10 (cluster.supportType EXTENDED)"
                            : "AWS upgrades the cluster (cluster.supportType STANDARD)"));
  }

  private static Optional<Instant> end(ClusterVersionInformation version) {
    return Optional.ofNullable(version.endOfStandardSupportDate());
  }

  private Answer answer(String version) {
    return answers.computeIfAbsent(version, this::ask);
  }

  private Answer ask(String version) {
    try {
      return aws
          .eks()
          .describeClusterVersions(r -> r.clusterVersions(version))
          .clusterVersions()
          .stream()
          .filter(v -> version.equals(v.clusterVersion()))
          .findFirst()
          .map(v -> new Answer(Optional.of(v), ""))
          .orElseGet(() -> new Answer(Optional.empty(), "EKS does not list it"));
    } catch (SdkException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      var code = AwsErrors.code(e);
      return new Answer(
          Optional.empty(),
          "eks:DescribeClusterVersions: " + (code.isEmpty() ? "no answer" : code));
    }
  }
}
