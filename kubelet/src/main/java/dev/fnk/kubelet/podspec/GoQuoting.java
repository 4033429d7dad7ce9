package dev.fnk.kubelet.podspec;

/**
 * A text in double quotes as Go's {@code strconv.Quote} writes it, which is how the kubelet writes
 * labels and annotations into files.
 *
 * @see <a href="https://pkg.go.dev/strconv#Quote">strconv.Quote</a>
 */
final class GoQuoting {
  private GoQuoting() {}

  static String quoted(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(point -> append(out, point));
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, int point) {
    switch (point) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0b -> out.append("\\v");
      default -> {
        if (printable(point)) {
          out.appendCodePoint(point);
        } else if (point < ' ' || point == 0x7f) {
          out.append("\\x%02x".formatted(point));
        } else if (Character.isBmpCodePoint(point)) {
          out.append("\\u%04x".formatted(point));
        } else {
          out.append("\\U%08x".formatted(point));
        }
      }
    }
  }

  /** Letters, marks, numbers, punctuation, symbols, and of spaces ASCII's alone. */
  private static boolean printable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
