package dev.fnk.local.iam;

import java.util.List;
import java.util.Map;

/**
 * One statement of a policy.
 *
 * @param actions patterns; with {@code actionsInverted} it is about all other actions
 * @param resources patterns; empty in trust policies
 * @param principals values by kind ({@code AWS}, {@code Service}, {@code Federated}, {@code *});
 *     empty in identity policies
 */
record Statement(
    boolean allow,
    List<String> actions,
    boolean actionsInverted,
    List<String> resources,
    boolean resourcesInverted,
    Map<String, List<String>> principals,
    List<Condition> conditions) {
  Statement {
    actions = List.copyOf(actions);
    resources = List.copyOf(resources);
    principals = Map.copyOf(principals);
    conditions = List.copyOf(conditions);
  }

  Decision decision() {
    return allow ? Decision.ALLOW : Decision.EXPLICIT_DENY;
  }

  boolean coversAction(RequestContext context) {
    return actionsInverted
        != actions.stream().anyMatch(p -> Wildcard.matchesIgnoringCase(p, context.action()));
  }

  /** A resource that is not known is taken for covered by what allows, not by what denies. */
  boolean coversResource(RequestContext context) {
    if (context.resource().isEmpty()) {
      return allow || resources.contains("*");
    }
    return resourcesInverted
        != resources.stream()
            .map(context::substitute)
            .anyMatch(p -> Wildcard.matches(p, context.resource()));
  }

  boolean conditionsHold(RequestContext context) {
    return conditions.stream().allMatch(condition -> condition.holds(context));
  }

  /** Whether it names that principal itself, not only its account. */
  boolean names(Principal principal) {
    return switch (principal) {
      case Principal.Service service -> has("Service", service.name());
      case Principal.Federated federated -> has("Federated", federated.providerArn());
      case Principal.Aws aws ->
          has("*", "*")
              || has("AWS", "*")
              || has("AWS", aws.arn())
              || has("AWS", aws.identityArn());
    };
  }

  boolean namesAccount(Principal principal) {
    return principal instanceof Principal.Aws aws
        && (has("AWS", aws.accountId()) || has("AWS", "arn:aws:iam::" + aws.accountId() + ":root"));
  }

  private boolean has(String kind, String value) {
    return principals.getOrDefault(kind, List.of()).contains(value);
  }
}
