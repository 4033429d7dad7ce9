package dev.fnk.local.iam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A policy document, as <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">the IAM
 * user guide</a> defines it.
 */
public record PolicyDocument(List<Statement> statements) {
  private static final JsonMapper JSON = new JsonMapper();

  public PolicyDocument {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  public static PolicyDocument parse(String json) {
    JsonNode document;
    try {
      document = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a policy document is not JSON", e);
    }
    JsonNode statements = document.path("Statement");
    List<Statement> parsed = new ArrayList<>();
    if (statements.isArray()) {
      statements.forEach(statement -> parsed.add(statement(statement)));
    } else if (statements.isObject()) {
      parsed.add(statement(statements));
    }
    return new PolicyDocument(parsed);
  }

  /** What an identity's policies say. */
  public static Decision identity(List<PolicyDocument> policies, RequestContext context) {
    return policies.stream()
        .flatMap(policy -> policy.statements.stream())
        .filter(statement -> statement.coversAction(context))
        .filter(statement -> statement.coversResource(context))
        .filter(statement -> statement.conditionsHold(context))
        .map(Statement::decision)
        .reduce(Decision.IMPLICIT_DENY, Decision::or);
  }

  /** What this trust policy says to a principal that it names itself. */
  public Decision trust(Principal principal, RequestContext context) {
    return trusted(context, statement -> statement.names(principal));
  }

  /** What this trust policy says to the principal's account, which then decides by its policies. */
  public Decision trustOfAccount(Principal principal, RequestContext context) {
    return trusted(context, statement -> statement.namesAccount(principal));
  }

  private Decision trusted(RequestContext context, java.util.function.Predicate<Statement> named) {
    return statements.stream()
        .filter(named)
        .filter(statement -> statement.coversAction(context))
        .filter(statement -> statement.conditionsHold(context))
        .map(Statement::decision)
        .reduce(Decision.IMPLICIT_DENY, Decision::or);
  }

  private static Statement statement(JsonNode node) {
    boolean notAction = node.has("NotAction");
    boolean notResource = node.has("NotResource");
    Map<String, List<String>> principals = new HashMap<>();
    JsonNode principal = node.path("Principal");
    if (principal.isObject()) {
      principal.properties().forEach(e -> principals.put(e.getKey(), strings(e.getValue())));
    } else if (principal.isString()) {
      principals.put("*", strings(principal));
    }
    List<Condition> conditions = new ArrayList<>();
    node.path("Condition")
        .properties()
        .forEach(
            operator ->
                operator
                    .getValue()
                    .properties()
                    .forEach(
                        key ->
                            conditions.add(
                                new Condition(
                                    operator.getKey(), key.getKey(), strings(key.getValue())))));
    return new Statement(
        node.path("Effect").asString("").equals("Allow"),
        strings(node.path(notAction ? "NotAction" : "Action")),
        notAction,
        strings(node.path(notResource ? "NotResource" : "Resource")),
        notResource,
        principals,
        conditions);
  }

  private static List<String> strings(JsonNode node) {
    List<String> strings = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(element -> strings.add(element.asString()));
    } else if (node.isValueNode()) {
      strings.add(node.asString());
    }
    return strings;
  }
}
