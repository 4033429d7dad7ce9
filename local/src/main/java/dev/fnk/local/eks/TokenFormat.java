package dev.fnk.local.eks;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that a bearer token has to keep before anybody asks STS about it
 * (aws-iam-authenticator, "How does it work" and its verifier): {@code k8s-aws-v1.} and the
 * base64url of a presigned GetCallerIdentity URL.
 */
final class TokenFormat {
  /** The header that ties a token to one cluster; its value is the cluster's name. */
  static final String CLUSTER_HEADER = "x-k8s-aws-id";

  private static final String PREFIX = "k8s-aws-v1.";
  private static final int LONGEST = 16 * 1024;
  private static final int LONGEST_EXPIRY = 900;

  /** STS takes a presigned GetCallerIdentity for 15 minutes, whatever X-Amz-Expires says. */
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private static final Set<String> PARAMETERS =
      Set.of(
          "action",
          "version",
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-expires",
          "x-amz-security-token",
          "x-amz-signature",
          "x-amz-signedheaders",
          "x-amz-user-agent");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private TokenFormat() {}

  /** Why a token is refused. */
  static final class Refused extends Exception {
    Refused(String message) {
      super(message);
    }
  }

  /**
   * Takes a token apart.
   *
   * @param hosts {@code scheme://authority} of every endpoint that may be named
   * @return the presigned URL
   */
  static URI presignedUrl(String token, Set<String> hosts, Instant now) throws Refused {
    if (!token.startsWith(PREFIX)) {
      throw new Refused("token is missing the expected prefix " + PREFIX);
    }
    if (token.length() > LONGEST) {
      throw new Refused("token is too large");
    }
    URI url = decode(token.substring(PREFIX.length()));
    String origin = url.getScheme() + "://" + url.getRawAuthority();
    if (!hosts.contains(origin.toLowerCase(Locale.ROOT))) {
      throw new Refused("unexpected host " + origin + " in the pre-signed URL");
    }
    String path = Optional.ofNullable(url.getRawPath()).orElse("");
    if (!path.isEmpty() && !path.equals("/")) {
      throw new Refused("unexpected path " + path + " in the pre-signed URL");
    }
    if (url.getRawFragment() != null) {
      throw new Refused("unexpected fragment in the pre-signed URL");
    }
    check(parameters(Optional.ofNullable(url.getRawQuery()).orElse("")), now);
    return url;
  }

  private static URI decode(String base64) throws Refused {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(base64);
      return new URI(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      throw new Refused("token is not base64url");
    } catch (URISyntaxException _) {
      throw new Refused("token does not hold a URL");
    }
  }

  private static Map<String, String> parameters(String rawQuery) throws Refused {
    Map<String, String> found = new HashMap<>();
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decodePart(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decodePart(pair.substring(equals + 1));
      String key = name.toLowerCase(Locale.ROOT);
      if (!PARAMETERS.contains(key)) {
        throw new Refused("non-whitelisted query parameter " + name);
      }
      if (found.put(key, value) != null) {
        throw new Refused("query parameter " + name + " with multiple values");
      }
    }
    return found;
  }

  private static String decodePart(String text) throws Refused {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new Refused("the query of the pre-signed URL is malformed");
    }
  }

  private static void check(Map<String, String> parameters, Instant now) throws Refused {
    if (!parameters.getOrDefault("action", "").equals("GetCallerIdentity")) {
      throw new Refused("unexpected action parameter in pre-signed URL");
    }
    List<String> signed =
        Arrays.asList(parameters.getOrDefault("x-amz-signedheaders", "").split(";", -1));
    if (signed.stream().noneMatch(CLUSTER_HEADER::equalsIgnoreCase)) {
      throw new Refused("client did not sign the " + CLUSTER_HEADER + " header");
    }
    expiry(parameters.getOrDefault("x-amz-expires", ""));
    Instant signedAt = date(parameters.getOrDefault("x-amz-date", ""));
    if (now.isAfter(signedAt.plus(LIFETIME))) {
      throw new Refused("X-Amz-Date parameter is expired (" + LIFETIME.toMinutes() + " minutes)");
    }
  }

  private static void expiry(String text) throws Refused {
    try {
      int seconds = Integer.parseInt(text);
      if (seconds < 0 || seconds > LONGEST_EXPIRY) {
        throw new Refused("invalid X-Amz-Expires parameter " + text + " in pre-signed URL");
      }
    } catch (NumberFormatException _) {
      throw new Refused("invalid X-Amz-Expires parameter in pre-signed URL");
    }
  }

  private static Instant date(String text) throws Refused {
    try {
      return LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException _) {
      throw new Refused("X-Amz-Date parameter is missing or malformed in pre-signed URL");
    }
  }
}
