package dev.fnk.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads fnk.yaml token by token, so that each complaint names its line and column. */
final class ConfigFile {
  private final String name;
  private final Map<Setting, Effective> values = new EnumMap<>(Setting.class);

  private ConfigFile(String name) {
    this.name = name;
  }

  /**
   * @param name what the file is called in messages
   * @throws ConfigException not readable, not YAML, an unknown key, a wrong type; with its place
   */
  static Map<Setting, Effective> read(Path path, String name) {
    return parse(YamlText.ofSettings(name).read(path), name);
  }

  static Map<Setting, Effective> parse(String text, String name) {
    YamlText.ofSettings(name).check(text);
    ConfigFile file = new ConfigFile(name);
    try (JsonParser parser =
        new YAMLFactory().createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        file.section(parser, "");
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        throw file.wrong(parser, "expected settings such as `lab: eks-lab`");
      }
    } catch (JacksonException malformed) {
      throw file.malformed(malformed);
    }
    return file.values;
  }

  private void section(JsonParser parser, String path) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      Optional<Setting> setting = Setting.at(keyPath);
      boolean isSection = !Setting.keysBelow(keyPath).isEmpty();
      if (setting.isEmpty() && !isSection) {
        throw wrong(
            parser,
            "unknown setting '%s'; %s has: %s"
                .formatted(
                    keyPath,
                    path.isEmpty() ? "the file" : "'" + path + "'",
                    String.join(", ", Setting.keysBelow(path))));
      }
      JsonToken token = parser.nextToken();
      if (isSection) {
        if (token == JsonToken.START_OBJECT) {
          section(parser, keyPath);
        } else if (token != JsonToken.VALUE_NULL) {
          throw wrong(
              parser,
              "%s: expected settings (%s), got %s"
                  .formatted(
                      keyPath, String.join(", ", Setting.keysBelow(keyPath)), shown(parser)));
        }
      } else {
        setting.ifPresent(known -> set(known, parser));
      }
    }
  }

  private void set(Setting setting, JsonParser parser) {
    String origin = at(parser.currentTokenLocation());
    if (parser.currentToken() == JsonToken.VALUE_NULL && setting.defaultValue().isEmpty()) {
      return;
    }
    Value value =
        setting.type() == SettingType.TEXTS
            ? list(setting, parser)
            : scalar(setting, parser)
                .orElseThrow(() -> expected(parser, setting.path(), setting.expectation()));
    if (!setting.rule().holds(value)) {
      throw new ConfigException(
          "%s: %s: expected %s, got %s"
              .formatted(origin, setting.path(), setting.expectation(), value.plain()));
    }
    values.put(setting, new Effective(setting, value, origin));
  }

  private static Optional<Value> scalar(Setting setting, JsonParser parser) {
    JsonToken token = parser.currentToken();
    boolean fits =
        switch (setting.type()) {
          case TEXT -> token == JsonToken.VALUE_STRING;
          case VERSION -> token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_FLOAT;
          case BOOLEAN -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
          case WHOLE -> token == JsonToken.VALUE_NUMBER_INT;
          case TEXTS -> false;
        };
    return fits ? setting.type().parse(parser.getString()) : Optional.empty();
  }

  private Value list(Setting setting, JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw expected(parser, setting.path(), setting.expectation());
    }
    List<String> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean port =
          setting.rule() == Rule.PORTS && parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      if (parser.currentToken() != JsonToken.VALUE_STRING && !port) {
        throw expected(parser, setting.path() + "[" + items.size() + "]", "a text");
      }
      items.add(parser.getString());
    }
    return new Value.Texts(items);
  }

  private ConfigException expected(JsonParser parser, String path, String expectation) {
    return wrong(parser, "%s: expected %s, got %s".formatted(path, expectation, shown(parser)));
  }

  private static String shown(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "settings";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "nothing";
      case VALUE_STRING -> "\"" + parser.getString() + "\"";
      default -> parser.getString();
    };
  }

  private ConfigException wrong(JsonParser parser, String message) {
    return new ConfigException(at(parser.currentTokenLocation()) + ": " + message);
  }

  private ConfigException malformed(JacksonException malformed) {
    String reason = String.valueOf(malformed.getOriginalMessage()).lines().findFirst().orElse("");
    TokenStreamLocation location = malformed.getLocation();
    return new ConfigException(
        "%s: expected YAML settings: %s".formatted(location == null ? name : at(location), reason),
        malformed);
  }

  private String at(TokenStreamLocation location) {
    return name + ":" + location.getLineNr() + ":" + location.getColumnNr();
  }
}
