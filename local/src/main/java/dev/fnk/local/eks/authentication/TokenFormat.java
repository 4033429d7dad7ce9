package dev.fnk.local.eks.authentication;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * What a bearer token is (aws-iam-authenticator, "How does it work"): {@code k8s-aws-v1.} and the
 * base64url of a presigned GetCallerIdentity URL. Which URLs STS takes is the account's to say.
 */
final class TokenFormat {
  /** The header that ties a token to one cluster; its value is the cluster's name. */
  static final String CLUSTER_HEADER = "x-k8s-aws-id";

  private static final String PREFIX = "k8s-aws-v1.";
  private static final int LONGEST = 16 * 1024;

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
  static URI presignedUrl(String token, Set<String> hosts) throws Refused {
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
    if (url.getRawFragment() != null) {
      throw new Refused("unexpected fragment in the pre-signed URL");
    }
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
}
