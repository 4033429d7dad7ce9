package dev.fnk.local.ecs.protocol;

import dev.fnk.local.aws.Page;
import java.util.List;
import java.util.function.Function;

/** Pages of ARNs and names, by the members {@code nextToken} and {@code maxResults}. */
public final class Paging {
  private Paging() {}

  /**
   * Cuts a page out of a list.
   *
   * @param all everything in a lasting order
   * @param most size of a page, also its default
   */
  public static Page<String> page(List<String> all, Fields request, int most) {
    int size = request.integer("maxResults").orElse(most);
    if (size < 1 || size > most) {
      throw EcsError.invalidParameter("maxResults must be between 1 and " + most);
    }
    try {
      return Page.of(all, Function.identity(), size, request.text("nextToken"));
    } catch (IllegalArgumentException e) {
      throw EcsError.invalidParameter("Invalid token " + request.text("nextToken").orElse(""));
    }
  }
}
