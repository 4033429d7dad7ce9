package dev.fnk.cli.inventory;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.aws.Tagged;
import dev.fnk.cli.resource.Trace;
import java.util.List;
import java.util.TreeMap;

/**
 * Everything of a lab: what its resources find, what others keep in its network, and what the
 * Resource Groups Tagging API names beyond. That API lists some things for a while after they are
 * gone; where it and a service disagree, both are heard.
 */
public final class Inventory {
  private final AwsClients aws;
  private final String lab;
  private final List<Source> sources;

  /**
   * @param sources what looks for things that no resource names
   */
  Inventory(AwsClients aws, String lab, List<Source> sources) {
    this.aws = aws;
    this.lab = lab;
    this.sources = List.copyOf(sources);
  }

  public static Inventory of(AwsClients aws, Account account, String lab) {
    return new Inventory(
        aws,
        lab,
        List.of(
            new NetworkSource(aws.ec2(), account, lab), new LoadBalancerSource(aws, account, lab)));
  }

  /**
   * All of it, once each, by ARN.
   *
   * @param ofResources what the lab's resources find
   */
  public List<Trace> read(List<Trace> ofResources) {
    var found = new TreeMap<String, Trace>();
    ofResources.forEach(t -> found.putIfAbsent(key(t), t));
    for (var source : sources) {
      source.find().forEach(t -> found.putIfAbsent(key(t), t));
    }
    for (var arn : Tagged.with(aws, lab)) {
      if (!found.containsKey(arn)) {
        found.put(arn, tagged(Named.of(arn)));
      }
    }
    return List.copyOf(found.values());
  }

  /** Names are unique within a type only. */
  private static String key(Trace trace) {
    return trace.arn().startsWith("arn:") ? trace.arn() : trace.type() + " " + trace.arn();
  }

  private Trace tagged(Named what) {
    return switch (word(what)) {
      case Word.Exists w ->
          Trace.left(what.label(), what.arn(), w.state() + ", found by its tag only");
      case Word.Gone w ->
          Trace.gone(
              what.label(),
              what.arn(),
              "the tagging API names it, %s says: %s".formatted(what.service(), w.state()));
      case Word.CannotTell w ->
          Trace.left(
              what.label(),
              what.arn(),
              "the tagging API names it, %s cannot tell: %s".formatted(what.service(), w.why()));
    };
  }

  private Word word(Named what) {
    try {
      return switch (what.service()) {
        case "ec2" -> new Ec2Witness(aws.ec2()).ask(what);
        case "ecs" -> new EcsWitness(aws.ecs()).ask(what);
        default -> new ServiceWitness(aws).ask(what);
      };
    } catch (RuntimeException e) {
      if (AwsErrors.isOfCredentials(e) || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return new Word.CannotTell(AwsErrors.describe(e));
    }
  }
}
