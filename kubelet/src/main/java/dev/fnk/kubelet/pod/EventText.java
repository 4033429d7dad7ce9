package dev.fnk.kubelet.pod;

import java.util.List;
import java.util.stream.Collectors;

/** Reasons as one event's message: all are named, however short each has to be told for that. */
final class EventText {
  /** What an API server takes of an event's note, in characters. */
  private static final int MOST = 1024;

  private static final String BETWEEN = "; ";
  private static final String INSTEAD = " (instead: ";
  private static final String CUT = "...";

  private EventText() {}

  static String of(List<String> reasons) {
    String whole = String.join(BETWEEN, reasons);
    if (whole.length() <= MOST) {
      return whole;
    }
    List<String> plain = reasons.stream().map(EventText::withoutAdvice).toList();
    String shorter = String.join(BETWEEN, plain);
    if (shorter.length() <= MOST) {
      return shorter;
    }
    int each = Math.max(1, (MOST + BETWEEN.length()) / reasons.size() - BETWEEN.length());
    String cut =
        plain.stream().map(reason -> cut(reason, each)).collect(Collectors.joining(BETWEEN));
    return cut(cut, MOST);
  }

  /** A message as far as an event takes it. */
  static String of(String message) {
    return beginning(message, MOST);
  }

  private static String withoutAdvice(String reason) {
    int advice = reason.indexOf(INSTEAD);
    return advice < 0 ? reason : reason.substring(0, advice);
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : most <= CUT.length() ? beginning(text, most) : beginning(text, most - CUT.length()) + CUT;
  }

  /** Never half a character, which no request can carry. */
  private static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
