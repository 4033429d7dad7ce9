package dev.fnk.kubelet.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a registry wants to be asked.
 *
 * @param scheme lower case: {@code basic}, {@code bearer}
 * @param parameters by lower-case name
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Token
 *     authentication</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z]+)(?:\\s+(.*))?");
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

  /**
   * The first that can be met, a token's before a password's.
   *
   * @param headers {@code WWW-Authenticate}, one challenge each
   */
  static Optional<Challenge> choose(List<String> headers) {
    List<Challenge> all = headers.stream().map(Challenge::parse).flatMap(Optional::stream).toList();
    return all.stream()
        .filter(challenge -> challenge.scheme.equals("bearer"))
        .findFirst()
        .or(() -> all.stream().filter(one -> one.scheme.equals("basic")).findFirst());
  }

  private static Optional<Challenge> parse(String header) {
    Matcher whole = SCHEME.matcher(header);
    if (!whole.matches()) {
      return Optional.empty();
    }
    var parameters = new LinkedHashMap<String, String>();
    Matcher parameter = PARAMETER.matcher(whole.group(2) == null ? "" : whole.group(2));
    while (parameter.find()) {
      String quoted = parameter.group(2);
      parameters.put(
          parameter.group(1).toLowerCase(Locale.ROOT),
          quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
    }
    return Optional.of(new Challenge(whole.group(1).toLowerCase(Locale.ROOT), parameters));
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
