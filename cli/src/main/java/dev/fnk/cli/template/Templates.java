package dev.fnk.cli.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Documents from {@code templates/}, their <code>${variables}</code> filled in. A variable stands
 * inside a double-quoted string, and is escaped for it, which holds in JSON and YAML alike; or it
 * is a number.
 */
public final class Templates {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-zA-Z][a-zA-Z0-9]*)}");

  private Templates() {}

  /**
   * @param name such as {@code policies/execution.json}
   * @throws IllegalArgumentException there is no such template, or it has a variable without value
   */
  public static String render(String name, Map<String, String> values) {
    return fill(name, read(name), values);
  }

  static String fill(String name, String text, Map<String, String> values) {
    return VARIABLE.matcher(text).replaceAll(match -> value(name, match, values));
  }

  private static String value(String name, MatchResult match, Map<String, String> values) {
    var value = values.get(match.group(1));
    if (value == null) {
      throw new IllegalArgumentException(
          "template %s: no value for ${%s}".formatted(name, match.group(1)));
    }
    var escaped = new String(JsonStringEncoder.getInstance().quoteAsCharArray(value));
    return java.util.regex.Matcher.quoteReplacement(escaped);
  }

  private static String read(String name) {
    try (var in = Templates.class.getResourceAsStream("/templates/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no template " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("template " + name, e);
    }
  }
}
