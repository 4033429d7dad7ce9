package dev.fnk.cli.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * YAML files that people write: one document of UTF-8, a byte order mark or Windows line ends
 * accepted as kubectl does. What a reader would pass over in silence (a second document, a key that
 * stands twice, an alias) is refused with its place.
 */
public final class YamlText {
  /** What the YAML library takes as one document. */
  private static final int MOST = 3 * 1024 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final YAMLFactory YAML = new YAMLFactory();

  /** Where the YAML library sees the problem, which is further on than what it last read. */
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");

  private final String name;
  private final String next;

  /**
   * @param name what the file is called in messages
   * @param next what to do about a file that cannot be used
   */
  public YamlText(String name, String next) {
    this.name = name;
    this.next = next;
  }

  /** Of settings. */
  static YamlText ofSettings(String name) {
    return new YamlText(name, "fnk config schema prints what may be set");
  }

  /**
   * @throws ConfigException it cannot be read as a text
   */
  public String read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw refusal(name, "expected a file, got a directory");
      }
      var size = Files.size(path);
      if (size > MOST) {
        throw refusal(
            name, "expected at most %d MiB, got %.1f MiB".formatted(MOST >> 20, size / 1048576.0));
      }
      var text = decode(Files.readAllBytes(path));
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw refusal(name, "no such file", e);
    } catch (AccessDeniedException e) {
      throw refusal(name, "it may not be read (permission denied)", e);
    } catch (IOException e) {
      throw refusal(name, "it cannot be read: " + e, e);
    }
  }

  private String decode(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(in)
          .toString();
    } catch (CharacterCodingException e) {
      var before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      var line = before.chars().filter(c -> c == '\n').count() + 1;
      var column = before.length() - before.lastIndexOf('\n');
      throw refusal(
          "%s:%d:%d".formatted(name, line, column),
          "expected UTF-8, got the byte 0x%02x".formatted(bytes[in.position()]),
          e);
    }
  }

  /**
   * @throws ConfigException it is no YAML, or says something that a reader would pass over
   */
  public void check(String text) {
    try (YAMLParser parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
      var documents = 0;
      var open = new ArrayDeque<Set<String>>(); // the keys so far of each level
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        var place = at(parser.currentTokenLocation());
        if (open.isEmpty() && token != JsonToken.VALUE_NULL && ++documents > 1) {
          throw refusal(place, "a second document; only one is read, so join them into one");
        }
        if (parser.isCurrentAlias()) {
          throw refusal(
              place,
              "an alias (*%s); they are not read, so write out what it stands for"
                  .formatted(parser.getString()));
        }
        if (token.isStructStart()) {
          open.push(new HashSet<>());
        } else if (token.isStructEnd()) {
          open.pop();
        } else if (token == JsonToken.PROPERTY_NAME && !open.element().add(parser.currentName())) {
          throw refusal(place, "the key '%s' stands twice".formatted(parser.currentName()));
        }
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private ConfigException malformed(JacksonException e) {
    var message = String.valueOf(e.getOriginalMessage());
    var place = e.getLocation() == null ? name : at(e.getLocation());
    for (var seen = PLACE.matcher(message); seen.find(); ) {
      place = "%s:%s:%s".formatted(name, seen.group(1), seen.group(2));
    }
    var reason =
        message
            .lines()
            .filter(line -> !line.startsWith(" ")) // places, and the text itself
            .collect(Collectors.joining(": "));
    return refusal(place, "expected YAML: " + reason, e);
  }

  /** What is wrong with the whole of it, to be thrown. */
  public ConfigException refuse(String why) {
    return refusal(name + ":1:1", why);
  }

  private String at(TokenStreamLocation location) {
    return "%s:%d:%d".formatted(name, location.getLineNr(), location.getColumnNr());
  }

  private ConfigException refusal(String place, String why, Throwable cause) {
    var refusal = refusal(place, why);
    refusal.initCause(cause);
    return refusal;
  }

  private ConfigException refusal(String place, String why) {
    return new ConfigException(place + ": " + why, next);
  }
}
