package dev.fnk.cli.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document without fields that are null: an API server takes those as not given, and a chart
 * writes {@code volumes:} with nothing behind it.
 */
final class PresentFields {
  private PresentFields() {}

  static @Nullable Object of(@Nullable Object document) {
    return switch (document) {
      case Map<?, ?> fields -> {
        var present = new LinkedHashMap<Object, Object>();
        fields.forEach(
            (name, value) -> {
              Object its = of(value);
              if (its != null) {
                present.put(name, its);
              }
            });
        yield present;
      }
      case List<?> elements -> elements.stream().map(PresentFields::of).toList();
      case null, default -> document;
    };
  }
}
