package dev.fnk.local.account;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.sigv4.HttpCall;
import dev.fnk.local.sigv4.SignatureCredentials;
import dev.fnk.local.sigv4.SignatureFailure;
import dev.fnk.local.sigv4.SignatureVerifier;
import dev.fnk.local.uri.QueryString;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The rules that EKS holds a presigned sts:GetCallerIdentity URL to, as aws-iam-authenticator's
 * token verifier states them: exact path and parameters, at most 900 s, all headers signed.
 */
final class PresignedIdentity {
  private static final long MAX_EXPIRES = 900;
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

  private PresignedIdentity() {}

  static Caller verify(URI url, Map<String, String> headers, SignatureVerifier verifier) {
    String path = Objects.requireNonNullElse(url.getRawPath(), "");
    if (!path.isEmpty() && !path.equals("/")) {
      throw invalid("unexpected path " + path);
    }
    String rawQuery = Objects.requireNonNullElse(url.getRawQuery(), "");
    QueryString query = QueryString.parse(rawQuery);
    for (QueryString.Parameter parameter : query.parameters()) {
      String name = parameter.name().toLowerCase(Locale.ROOT);
      if (!PARAMETERS.contains(name)) {
        throw invalid("unexpected parameter " + parameter.name());
      }
      if (query.parameters().stream().filter(p -> p.name().equalsIgnoreCase(name)).count() > 1) {
        throw invalid("parameter " + parameter.name() + " more than once");
      }
    }
    if (query.get("Action").filter("GetCallerIdentity"::equals).isEmpty()) {
      throw invalid("the action is not GetCallerIdentity");
    }
    Map<String, List<String>> sent = new HashMap<>();
    headers.forEach((name, value) -> sent.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    sent.putIfAbsent("host", List.of(url.getRawAuthority()));
    HttpCall call = new HttpCall("GET", path, rawQuery, sent);
    try {
      SignatureCredentials credentials = SignatureCredentials.of(call);
      check(credentials, sent.keySet());
      return verifier.verify(call, credentials, new byte[0]).caller();
    } catch (SignatureFailure e) {
      throw invalid(e.message());
    }
  }

  private static void check(SignatureCredentials credentials, Set<String> sent) {
    if (!credentials.service().equals("sts")) {
      throw invalid("signed for " + credentials.service() + ", not for sts");
    }
    long expires = credentials.expires().orElse(0L);
    if (expires < 1 || expires > MAX_EXPIRES) {
      throw invalid("X-Amz-Expires is not between 1 and " + MAX_EXPIRES);
    }
    for (String header : sent) {
      if (!credentials.signedHeaders().contains(header)) {
        throw invalid("header " + header + " is not signed");
      }
    }
  }

  private static AwsError invalid(String why) {
    return new AwsError(403, "AccessDenied", "the presigned identity does not verify: " + why);
  }
}
