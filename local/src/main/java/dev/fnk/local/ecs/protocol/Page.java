package dev.fnk.local.ecs.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A page of a list of ARNs; the token names the last one that was shown. */
public record Page(List<String> arns, Optional<String> nextToken) {
  public Page {
    arns = List.copyOf(arns);
  }

  /**
   * Cuts a page out of a list.
   *
   * @param all every ARN in a lasting order
   * @param request its {@code nextToken} and {@code maxResults}
   * @param most size of a page, also its default
   */
  public static Page of(List<String> all, Fields request, int most) {
    int size = request.integer("maxResults").orElse(most);
    if (size < 1 || size > most) {
      throw EcsError.invalidParameter("maxResults must be between 1 and " + most);
    }
    int from = request.text("nextToken").map(token -> position(all, token)).orElse(0);
    int to = Math.min(all.size(), from + size);
    return new Page(
        all.subList(from, to),
        to < all.size() ? Optional.of(token(all.get(to - 1))) : Optional.empty());
  }

  private static int position(List<String> all, String token) {
    String last;
    try {
      last = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw EcsError.invalidParameter("Invalid token " + token);
    }
    int shown = all.indexOf(last);
    if (shown >= 0) {
      return shown + 1;
    }
    // It has gone meanwhile: go on with the first one that sorts after it.
    int next = 0;
    while (next < all.size() && all.get(next).compareTo(last) < 0) {
      next++;
    }
    return next;
  }

  private static String token(String arn) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(arn.getBytes(StandardCharsets.UTF_8));
  }
}
