package dev.fnk.kubelet.sts;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The query of a presigned GetCallerIdentity that somebody else sent. With any other action, STS's
 * answer could bear words of the sender's choice.
 */
final class CallerIdentityQuery {
  static final String ACTION = "GetCallerIdentity";
  static final String VERSION = "2011-06-15";

  /** Far above the longest session tokens. */
  private static final int LONGEST = 8 * 1024;

  /** What SigV4 grants clocks that differ. */
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);

  private static final Duration MOST_VALIDITY = Duration.ofMinutes(5);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final List<String> GIVEN =
      List.of(
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          "X-Amz-Security-Token",
          "X-Amz-Signature");

  private CallerIdentityQuery() {}

  /**
   * Holds a query to exactly the parameters of a GetCallerIdentity that a session presigned, once
   * each, with the host and one header signed, and valid now.
   *
   * @return the query, encoded anew
   */
  static String check(String query, String header, Instant now) throws RefusedProofException {
    Map<String, String> given = parse(query);
    var exact =
        Map.of(
            "Action",
            ACTION,
            "Version",
            VERSION,
            "X-Amz-Algorithm",
            "AWS4-HMAC-SHA256",
            "X-Amz-SignedHeaders",
            "host;" + header);
    for (Map.Entry<String, String> parameter : exact.entrySet()) {
      if (!parameter.getValue().equals(given.get(parameter.getKey()))) {
        throw new RefusedProofException(parameter.getKey() + " is not " + parameter.getValue());
      }
    }
    for (String name : GIVEN) {
      if (given.getOrDefault(name, "").isEmpty()) {
        throw new RefusedProofException(name + " is not there");
      }
    }
    if (given.size() != exact.size() + GIVEN.size()) {
      throw new RefusedProofException("a parameter that does not belong there");
    }
    checkTime(given.getOrDefault("X-Amz-Date", ""), given.getOrDefault("X-Amz-Expires", ""), now);
    return given.entrySet().stream()
        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static Map<String, String> parse(String query) throws RefusedProofException {
    if (query.length() > LONGEST) {
      throw new RefusedProofException("it is longer than " + LONGEST + " characters");
    }
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new RefusedProofException("not a query");
      }
      String name = decode(pair.substring(0, equals));
      if (parameters.put(name, decode(pair.substring(equals + 1))) != null) {
        throw new RefusedProofException("a parameter is there twice");
      }
    }
    return parameters;
  }

  private static void checkTime(String date, String expires, Instant now)
      throws RefusedProofException {
    if (!expires.matches("[0-9]{1,3}")) {
      throw new RefusedProofException("X-Amz-Expires is not a number of seconds");
    }
    Duration validity = Duration.ofSeconds(Integer.parseInt(expires));
    if (validity.isZero() || validity.compareTo(MOST_VALIDITY) > 0) {
      throw new RefusedProofException(
          "X-Amz-Expires is not between 1 and " + MOST_VALIDITY.toSeconds());
    }
    Instant signed;
    try {
      signed = TIME.parse(date, Instant::from);
    } catch (DateTimeParseException _) {
      throw new RefusedProofException("X-Amz-Date is not a time");
    }
    if (signed.isAfter(now.plus(MOST_SKEW))) {
      throw new RefusedProofException("signed in the future");
    }
    if (now.isAfter(signed.plus(validity).plus(MOST_SKEW))) {
      throw new RefusedProofException("expired");
    }
  }

  private static String decode(String text) throws RefusedProofException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new RefusedProofException("not a query");
    }
  }

  /** As SigV4 wants it: RFC 3986's unreserved characters as they are. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
