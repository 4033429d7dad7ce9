package dev.fnk.local.sigv4;

import dev.fnk.local.sigv4.SignatureFailure.Kind;
import dev.fnk.local.uri.QueryString;
import dev.fnk.local.uri.UriEncoding;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies Signature Version 4, as <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">the
 * IAM user guide</a> defines it.
 */
public final class SignatureVerifier {
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final Duration STS_PRESIGNED = Duration.ofMinutes(15);
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private final Function<String, Optional<AccessKey>> keys;
  private final InstantSource clock;

  /**
   * @param keys finds a key by its id
   */
  public SignatureVerifier(Function<String, Optional<AccessKey>> keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Verifies the signature of a request.
   *
   * @param body whole body
   * @return the key that signed it
   * @throws SignatureFailure when it does not verify
   */
  public AccessKey verify(HttpCall call, SignatureCredentials credentials, byte[] body) {
    AccessKey key =
        keys.apply(credentials.accessKeyId())
            .filter(found -> sameToken(found, credentials))
            .orElseThrow(
                () ->
                    failure(
                        Kind.UNKNOWN_KEY,
                        credentials,
                        "The security token included in the request is invalid."));
    Instant now = clock.instant();
    if (key.expiration().filter(end -> !now.isBefore(end)).isPresent()) {
      throw failure(
          Kind.EXPIRED_TOKEN, credentials, "The security token included in the request is expired");
    }
    checkTime(credentials, now);
    checkHeaders(call, credentials);
    String payload = payloadHash(call, credentials, body);
    String expected =
        signature(key.secretAccessKey(), credentials, canonical(call, credentials, payload));
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        credentials.signature().getBytes(StandardCharsets.US_ASCII))) {
      throw failure(
          Kind.MISMATCH,
          credentials,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    return key;
  }

  private static boolean sameToken(AccessKey key, SignatureCredentials credentials) {
    byte[] expected = key.sessionToken().orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] given = credentials.sessionToken().orElse("").getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, given);
  }

  private static void checkTime(SignatureCredentials credentials, Instant now) {
    if (!credentials.timestamp().startsWith(credentials.date())) {
      throw failure(
          Kind.MISMATCH,
          credentials,
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP");
    }
    // STS takes a presigned URL for 15 minutes, whatever its X-Amz-Expires says: EKS tokens of the
    // AWS CLI carry 60 seconds and are used for 14 minutes (aws-iam-authenticator, token.go).
    Duration presigned =
        credentials.service().equals("sts")
            ? STS_PRESIGNED
            : credentials.expires().map(Duration::ofSeconds).orElse(SKEW);
    Instant end = credentials.signed().plus(credentials.expires().isPresent() ? presigned : SKEW);
    if (now.isAfter(end)) {
      throw failure(
          Kind.EXPIRED_REQUEST,
          credentials,
          "Signature expired: "
              + credentials.timestamp()
              + " is now earlier than "
              + now.minus(SKEW));
    }
    if (credentials.signed().isAfter(now.plus(SKEW))) {
      throw failure(
          Kind.EXPIRED_REQUEST,
          credentials,
          "Signature not yet current: " + credentials.timestamp() + " is still later than " + now);
    }
  }

  private static void checkHeaders(HttpCall call, SignatureCredentials credentials) {
    List<String> unsigned =
        call.headers().keySet().stream()
            .filter(name -> name.equals("host") || name.startsWith("x-amz-"))
            .filter(name -> !credentials.signedHeaders().contains(name))
            .sorted()
            .toList();
    if (!unsigned.isEmpty()) {
      throw failure(
          Kind.MISMATCH,
          credentials,
          "'"
              + String.join("', '", unsigned)
              + "' must be a 'SignedHeader' in the AWS"
              + " Authorization.");
    }
  }

  private static String payloadHash(HttpCall call, SignatureCredentials credentials, byte[] body) {
    Optional<String> declared = call.header("x-amz-content-sha256");
    if (declared
        .filter(hash -> hash.equals(UNSIGNED) || hash.startsWith("STREAMING-"))
        .isPresent()) {
      return declared.get();
    }
    if (credentials.expires().isPresent() && credentials.service().equals("s3")) {
      return UNSIGNED;
    }
    String hash = sha256(body);
    if (declared.filter(other -> !other.equals(hash)).isPresent()) {
      throw failure(
          Kind.MISMATCH,
          credentials,
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
    return hash;
  }

  static String canonical(HttpCall call, SignatureCredentials credentials, String payloadHash) {
    QueryString query = QueryString.parse(call.query());
    String headers =
        credentials.signedHeaders().stream()
            .map(name -> name + ":" + canonicalValue(call, name) + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        call.method(),
        canonicalPath(call.path(), credentials.service()),
        (credentials.expires().isPresent() ? query.without("X-Amz-Signature") : query).canonical(),
        headers,
        String.join(";", credentials.signedHeaders()),
        payloadHash);
  }

  private static String canonicalValue(HttpCall call, String name) {
    return call.headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
        .map(value -> value.strip().replaceAll(" +", " "))
        .collect(Collectors.joining(","));
  }

  /** All services but S3 encode each segment of the already encoded path once more. */
  private static String canonicalPath(String path, String service) {
    String whole = path.isEmpty() ? "/" : path;
    boolean once = service.equals("s3");
    return List.of(whole.split("/", -1)).stream()
        .map(segment -> UriEncoding.encode(once ? UriEncoding.decode(segment) : segment))
        .collect(Collectors.joining("/"));
  }

  private static String signature(
      String secret, SignatureCredentials credentials, String canonicalRequest) {
    String toSign =
        String.join(
            "\n",
            SignatureCredentials.ALGORITHM,
            credentials.timestamp(),
            credentials.scope(),
            sha256(canonicalRequest.getBytes(StandardCharsets.UTF_8)));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part :
        List.of(credentials.date(), credentials.region(), credentials.service(), "aws4_request")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has HmacSHA256
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }

  private static SignatureFailure failure(
      Kind kind, SignatureCredentials credentials, String message) {
    return new SignatureFailure(kind, credentials.service(), message);
  }
}
