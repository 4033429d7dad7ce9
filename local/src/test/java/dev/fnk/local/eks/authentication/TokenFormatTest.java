package dev.fnk.local.eks.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenFormatTest {
  private static final Set<String> ORIGINS =
      TokenReviewer.origins(
          URI.create("http://127.0.0.1:4599"), "eu-west-1", InetAddress.ofLiteral("10.0.0.1"));
  private static final String GOOD =
      "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
          + "&X-Amz-Credential=AKIA%2F20260102%2Feu-west-1%2Fsts%2Faws4_request"
          + "&X-Amz-Date=20260102T030000Z&X-Amz-Expires=60"
          + "&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=00";

  @Test
  void takesTokensForStsAndForTheGateway() throws Exception {
    for (String origin :
        new String[] {
          "https://sts.eu-west-1.amazonaws.com",
          "https://sts.amazonaws.com",
          "http://127.0.0.1:4599",
          "http://localhost:4599",
          "http://10.0.0.1:4599"
        }) {
      String url = origin + "/?" + GOOD;
      assertThat(TokenFormat.presignedUrl(token(url), ORIGINS)).hasToString(url);
    }
  }

  @Test
  void refusesOtherHostsAndForms() {
    refused("http://127.0.0.1:4599/?" + GOOD, "prefix", "");
    refuses("https://sts.eu-west-1.amazonaws.com.evil.example/?" + GOOD, "unexpected host");
    refuses("http://sts.eu-west-1.amazonaws.com/?" + GOOD, "unexpected host");
    refuses("https://user@sts.eu-west-1.amazonaws.com/?" + GOOD, "unexpected host");
    refuses("http://127.0.0.1:4598/?" + GOOD, "unexpected host");
    refuses("http://127.0.0.1:4599/?" + GOOD + "#x", "unexpected fragment");
    refused("***", "not base64url", "k8s-aws-v1.");
  }

  private static void refuses(String url, String why) {
    assertThatThrownBy(() -> TokenFormat.presignedUrl(token(url), ORIGINS))
        .isInstanceOf(TokenFormat.Refused.class)
        .hasMessageContaining(why);
  }

  private static void refused(String raw, String why, String prefix) {
    assertThatThrownBy(() -> TokenFormat.presignedUrl(prefix + raw, ORIGINS))
        .isInstanceOf(TokenFormat.Refused.class)
        .hasMessageContaining(why);
  }

  private static String token(String url) {
    return "k8s-aws-v1."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(url.getBytes(StandardCharsets.UTF_8));
  }
}
