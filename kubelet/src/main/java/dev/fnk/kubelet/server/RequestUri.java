package dev.fnk.kubelet.server;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request's path and its query, decoded. */
record RequestUri(String path, Map<String, List<String>> query) {
  /**
   * More than the longest request line has room for of a command's words. Netty's own bound, of
   * 1,024, would drop the rest without a word, and the command would run without it.
   */
  private static final int MOST_PARAMETERS = 1 << 17;

  /**
   * Reads it. A semicolon is a character like another.
   *
   * @throws BadRequestException it cannot be decoded
   */
  static RequestUri of(String uri) throws BadRequestException {
    var decoder = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MOST_PARAMETERS, true);
    String path;
    try {
      path = decoder.path();
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("malformed path");
    }
    try {
      return new RequestUri(path, decoder.parameters());
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("malformed query");
    }
  }

  /**
   * What is behind its slashes, empty parts too. A path that begins with another character is none
   * of this API's, as for {@link Access}.
   */
  List<String> segments() {
    return path.startsWith("/") ? List.of(path.substring(1).split("/", -1)) : List.of("");
  }
}
