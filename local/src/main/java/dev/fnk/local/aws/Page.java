package dev.fnk.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A page of a list; its token names the last element shown, so that it outlives changes. */
public record Page<T>(List<T> items, Optional<String> nextToken) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Cuts a page out of a list.
   *
   * @param all every element in a lasting order
   * @param name what no other element is called
   * @param size how many at most
   * @param token of the page before; empty: the first page
   * @throws IllegalArgumentException when the token is none
   */
  public static <T> Page<T> of(
      List<T> all, Function<T, String> name, int size, Optional<String> token) {
    int from = token.map(given -> position(all.stream().map(name).toList(), last(given))).orElse(0);
    int to = Math.min(all.size(), from + size);
    return new Page<>(
        all.subList(from, to),
        to < all.size() ? Optional.of(token(name.apply(all.get(to - 1)))) : Optional.empty());
  }

  private static int position(List<String> names, String last) {
    int shown = names.indexOf(last);
    if (shown >= 0) {
      return shown + 1;
    }
    // It has gone meanwhile: go on with the first one that sorts after it.
    int next = 0;
    while (next < names.size() && names.get(next).compareTo(last) < 0) {
      next++;
    }
    return next;
  }

  private static String last(String token) {
    return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
  }

  private static String token(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }
}
