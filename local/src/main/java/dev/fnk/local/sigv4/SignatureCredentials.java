package dev.fnk.local.sigv4;

import dev.fnk.local.sigv4.SignatureFailure.Kind;
import dev.fnk.local.uri.QueryString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says about its signature, in the Authorization header or in its query.
 *
 * @param date {@code yyyyMMdd} of the credential scope
 * @param signed when it was signed ({@code X-Amz-Date})
 * @param signedHeaders lower-case names, in the order given
 * @param sessionToken token of a temporary key
 * @param expires seconds that a presigned request holds; empty for a header signature
 */
public record SignatureCredentials(
    String accessKeyId,
    String date,
    String region,
    String service,
    Instant signed,
    List<String> signedHeaders,
    String signature,
    Optional<String> sessionToken,
    Optional<Long> expires) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public SignatureCredentials {
    signedHeaders = List.copyOf(signedHeaders);
  }

  /**
   * Reads them from a request.
   *
   * @throws SignatureFailure when there is none or it is malformed
   */
  public static SignatureCredentials of(HttpCall call) {
    Optional<String> authorization = call.header("authorization");
    if (authorization.isPresent()) {
      return ofHeader(authorization.get(), call);
    }
    QueryString query = QueryString.parse(call.query());
    if (query.get("X-Amz-Algorithm").isPresent()) {
      return ofQuery(query);
    }
    throw new SignatureFailure(Kind.MISSING, "", "Missing Authentication Token");
  }

  private static SignatureCredentials ofHeader(String authorization, HttpCall call) {
    if (!authorization.startsWith(ALGORITHM + " ")) {
      throw malformed("", "Authorization header requires the algorithm " + ALGORITHM + ".");
    }
    Map<String, String> fields = new HashMap<>();
    for (String part : authorization.substring(ALGORITHM.length()).split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        fields.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return build(
        field(fields, "Credential", "Authorization header requires '%s' parameter."),
        field(fields, "SignedHeaders", "Authorization header requires '%s' parameter."),
        field(fields, "Signature", "Authorization header requires '%s' parameter."),
        call.header("x-amz-date").orElse(""),
        call.header("x-amz-security-token"),
        Optional.empty());
  }

  private static SignatureCredentials ofQuery(QueryString query) {
    Map<String, String> fields = new HashMap<>();
    query.parameters().forEach(p -> fields.putIfAbsent(p.name(), p.value()));
    String missing = "AWS query-string parameters must include '%s'.";
    String expires = field(fields, "X-Amz-Expires", missing);
    SignatureCredentials credentials =
        build(
            field(fields, "X-Amz-Credential", missing),
            field(fields, "X-Amz-SignedHeaders", missing),
            field(fields, "X-Amz-Signature", missing),
            field(fields, "X-Amz-Date", missing),
            query.get("X-Amz-Security-Token"),
            Optional.of(expires));
    if (!ALGORITHM.equals(fields.get("X-Amz-Algorithm"))) {
      throw malformed(credentials.service, "X-Amz-Algorithm only supports " + ALGORITHM + ".");
    }
    return credentials;
  }

  private static SignatureCredentials build(
      String credential,
      String signedHeaders,
      String signature,
      String timestamp,
      Optional<String> token,
      Optional<String> expires) {
    List<String> scope = Arrays.asList(credential.split("/", -1));
    if (scope.size() < 5 || !scope.getLast().equals("aws4_request")) {
      throw malformed(
          "", "Credential must have exactly 5 slash-delimited elements, got '" + credential + "'.");
    }
    int end = scope.size();
    String service = scope.get(end - 2);
    Instant signed;
    try {
      signed = TIMESTAMP.parse(timestamp, Instant::from);
    } catch (DateTimeException _) {
      throw malformed(service, "Date must be in ISO-8601 'basic format'. Got '" + timestamp + "'.");
    }
    Optional<Long> seconds = expires.map(value -> seconds(service, value));
    return new SignatureCredentials(
        String.join("/", scope.subList(0, end - 4)),
        scope.get(end - 4),
        scope.get(end - 3),
        service,
        signed,
        Arrays.asList(signedHeaders.split(";", -1)),
        signature,
        token,
        seconds);
  }

  private static long seconds(String service, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException _) {
      throw malformed(service, "X-Amz-Expires should be a number");
    }
  }

  private static String field(Map<String, String> fields, String name, String message) {
    String value = fields.get(name);
    if (value == null || value.isEmpty()) {
      throw malformed("", message.formatted(name));
    }
    return value;
  }

  private static SignatureFailure malformed(String service, String message) {
    return new SignatureFailure(Kind.MALFORMED, service, message);
  }

  String timestamp() {
    return TIMESTAMP.format(signed);
  }

  String scope() {
    return String.join("/", date, region, service, "aws4_request");
  }
}
