package dev.fnk.kubelet.stats;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prometheus' text format, version 0.0.4 (<a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/">its page</a>). Each family's
 * samples stand together; a family without samples is not told of.
 */
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double NANOSECONDS = 1e9;

  private final List<StringBuilder> families = new ArrayList<>();

  /** Declares the next family. */
  Family counter(String name, String help) {
    return new Family(name, "counter", help);
  }

  /** Declares the next family. */
  Family gauge(String name, String help) {
    return new Family(name, "gauge", help);
  }

  String text() {
    var text = new StringBuilder();
    families.forEach(text::append);
    return text.toString();
  }

  /** One name. */
  final class Family {
    private final String name;
    private final String head;
    private final StringBuilder text = new StringBuilder();

    private Family(String name, String type, String help) {
      this.name = name;
      this.head =
          "# HELP %s %s\n# TYPE %s %s\n"
              .formatted(name, help.replace("\\", "\\\\").replace("\n", "\\n"), name, type);
      // Its place is where it was declared.
      families.add(text);
    }

    /**
     * A sample.
     *
     * @param labels names and values by turns
     * @param at when it was so; none: now
     */
    void sample(String value, Optional<Instant> at, String... labels) {
      if (text.isEmpty()) {
        text.append(head);
      }
      text.append(name);
      for (int i = 0; i < labels.length; i += 2) {
        text.append(i == 0 ? '{' : ',')
            .append(labels[i])
            .append("=\"")
            .append(escaped(labels[i + 1]))
            .append('"');
      }
      text.append(labels.length == 0 ? " " : "} ").append(value);
      at.ifPresent(time -> text.append(' ').append(time.toEpochMilli()));
      text.append('\n');
    }

    void number(long value, Instant at, String... labels) {
      sample(Long.toString(value), Optional.of(at), labels);
    }

    /** Nanoseconds, told in seconds. */
    void seconds(long nanoseconds, Instant at, String... labels) {
      sample(Double.toString(nanoseconds / NANOSECONDS), Optional.of(at), labels);
    }

    /** A time, told in seconds since 1970. */
    void time(Instant value, String... labels) {
      sample(
          "%d.%03d".formatted(value.getEpochSecond(), value.getNano() / 1_000_000),
          Optional.empty(),
          labels);
    }

    private static String escaped(String value) {
      return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
  }
}
