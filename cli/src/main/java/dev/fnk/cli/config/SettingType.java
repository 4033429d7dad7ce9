package dev.fnk.cli.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of settings, each read from a text (environment, flag, scalar of a YAML file). */
public enum SettingType {
  TEXT("a text", "string"),
  /** A text that YAML takes for a number: 1.30 must not become 1.3. */
  VERSION("a version", "string"),
  BOOLEAN("true or false", "boolean"),
  WHOLE("a whole number", "integer"),
  /** In the environment: separated by commas. */
  TEXTS("a list of texts", "array");

  private final String expectation;
  private final String schemaType;

  SettingType(String expectation, String schemaType) {
    this.expectation = expectation;
    this.schemaType = schemaType;
  }

  String expectation() {
    return expectation;
  }

  /** The type's name in JSON schema. */
  String schemaType() {
    return schemaType;
  }

  /** The value that the text stands for; empty when it stands for none. */
  Optional<Value> parse(String text) {
    return switch (this) {
      case TEXT, VERSION -> Optional.of(new Value.Text(text));
      case BOOLEAN ->
          switch (text) {
            case "true" -> Optional.of(new Value.Flag(true));
            case "false" -> Optional.of(new Value.Flag(false));
            default -> Optional.empty();
          };
      case WHOLE ->
          text.matches("-?[0-9]{1,9}")
              ? Optional.of(new Value.Whole(Integer.parseInt(text)))
              : Optional.empty();
      case TEXTS ->
          Optional.of(
              new Value.Texts(
                  Arrays.stream(text.split(",", -1))
                      .map(String::strip)
                      .filter(item -> !item.isEmpty())
                      .toList()));
    };
  }

  static Value texts(List<String> items) {
    return new Value.Texts(items);
  }
}
