package dev.fnk.cli.resource.ec2;

import java.util.ArrayList;
import java.util.List;

/**
 * How the rules of a security group differ from what is wanted. Rules that others made in it are no
 * drift.
 *
 * @param missing what is not open yet
 * @param untagged rules that are wanted and carry no tag of the lab
 * @param surplus rules of fnk's that are not wanted
 */
record RuleDrift(List<Opening> missing, List<IngressRule> untagged, List<IngressRule> surplus) {
  RuleDrift {
    missing = List.copyOf(missing);
    untagged = List.copyOf(untagged);
    surplus = List.copyOf(surplus);
  }

  /**
   * fnk 0.1.0 opened all TCP ports and tagged no rule. What it made, in a group that no later fnk
   * has been at, is fnk's.
   */
  static RuleDrift of(List<Opening> wanted, SecurityGroup.Attributes is) {
    var untagged = new ArrayList<IngressRule>();
    var surplus = new ArrayList<IngressRule>();
    for (var rule : is.rules()) {
      var isWanted = wanted.stream().anyMatch(rule::is);
      if (isWanted && !rule.own()) {
        untagged.add(rule);
      } else if (!isWanted && (rule.own() || (!is.marked() && rule.plain() && rule.allTcp()))) {
        surplus.add(rule);
      }
    }
    return new RuleDrift(
        wanted.stream().filter(o -> is.rules().stream().noneMatch(r -> r.is(o))).toList(),
        untagged,
        surplus);
  }

  boolean none() {
    return missing.isEmpty() && untagged.isEmpty() && surplus.isEmpty();
  }

  /** For people; empty where there is none. */
  String reason() {
    var words = new ArrayList<String>();
    if (!missing.isEmpty()) {
      words.add("not yet open: " + Opening.describe(missing));
    }
    if (!surplus.isEmpty()) {
      words.add(
          "open, and not wanted: "
              + String.join("; ", surplus.stream().map(IngressRule::description).toList()));
    }
    if (!untagged.isEmpty()) {
      words.add("rules without the lab's tag");
    }
    return String.join(", ", words);
  }
}
