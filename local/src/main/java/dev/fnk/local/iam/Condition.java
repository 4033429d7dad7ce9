package dev.fnk.local.iam;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * One line of a Condition block.
 *
 * @param operator such as {@code StringLike} or {@code ForAnyValue:StringEqualsIfExists}
 * @param key such as {@code iam:PassedToService}; not case-sensitive
 * @param values any of them matches
 */
record Condition(String operator, String key, List<String> values) {
  private static final Map<String, BiPredicate<String, String>> OPERATORS =
      Map.ofEntries(
          Map.entry("stringequals", String::equals),
          Map.entry("stringequalsignorecase", String::equalsIgnoreCase),
          Map.entry("stringlike", Wildcard::matches),
          Map.entry("arnequals", Wildcard::matchesArn),
          Map.entry("arnlike", Wildcard::matchesArn),
          Map.entry("bool", String::equalsIgnoreCase),
          Map.entry("numericequals", (want, have) -> compare(have, want) == 0),
          Map.entry("numericlessthan", (want, have) -> compare(have, want) < 0),
          Map.entry("numericlessthanequals", (want, have) -> compare(have, want) <= 0),
          Map.entry("numericgreaterthan", (want, have) -> compare(have, want) > 0),
          Map.entry("numericgreaterthanequals", (want, have) -> compare(have, want) >= 0));

  Condition {
    values = List.copyOf(values);
  }

  /** Whether it holds; an operator that is not known never does. */
  boolean holds(RequestContext context) {
    String name = operator.toLowerCase(Locale.ROOT);
    boolean all = name.startsWith("forallvalues:");
    name = name.substring(name.indexOf(':') + 1);
    List<String> given = context.values(key);
    if (name.equals("null")) {
      return values.contains(given.isEmpty() ? "true" : "false");
    }
    boolean ifExists = name.endsWith("ifexists");
    name = ifExists ? name.substring(0, name.length() - "ifexists".length()) : name;
    boolean negated = name.contains("not");
    Optional<BiPredicate<String, String>> match =
        Optional.ofNullable(OPERATORS.get(negated ? name.replaceFirst("not", "") : name));
    if (match.isEmpty()) {
      return false;
    }
    if (given.isEmpty()) {
      return ifExists || negated || all;
    }
    BiPredicate<String, String> matches = match.get();
    BiPredicate<String, String> one = (want, have) -> matches.test(context.substitute(want), have);
    return all
        ? given.stream().allMatch(have -> negated != anyOf(one, have))
        : negated
            ? given.stream().noneMatch(have -> anyOf(one, have))
            : given.stream().anyMatch(have -> anyOf(one, have));
  }

  private boolean anyOf(BiPredicate<String, String> matches, String have) {
    return values.stream().anyMatch(want -> matches.test(want, have));
  }

  private static int compare(String left, String right) {
    return new BigDecimal(left).compareTo(new BigDecimal(right));
  }
}
