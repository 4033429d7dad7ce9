package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
  private static List<String> users(String image, String... locations) {
    List<RegistryCredential> all =
        List.of(locations).stream()
            .map(location -> new RegistryCredential(location, new Login(location, "p")))
            .toList();
    return Keyring.matching(all, ImageReference.parse(image).orElseThrow()).stream()
        .map(Login::user)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "quay.io/a/b, quay.io, true",
    "quay.io/a/b, https://quay.io, true",
    "quay.io/a/b, http://quay.io/v2/, true",
    "quay.io/a/b, https://quay.io/v1/, true",
    "quay.io/a/b, quay.io/a, true",
    "quay.io/a/b, https://quay.io/v2/a/b, true",
    "quay.io/a/b, quay.io/b, false",
    "quay.io/a/b, quay.io:443, false",
    "quay.io:443/a/b, quay.io:443, true",
    "quay.io/a/b, io, false",
    "x.quay.io/a, *.quay.io, true",
    "x.quay.io/a, *.*.io, true",
    "x.quay.io/a, '*.io', false",
    "x.quay.io/a, x?.quay.io, false",
    "xy.quay.io/a, x?.quay.io, true",
    "xyquayio/a, x.quay.io, false",
    "nginx, docker.io, true",
    "nginx, https://index.docker.io/v1/, true",
    "docker.io/team/app, index.docker.io, true",
    "quay.io/a, https://index.docker.io/v1/, false",
  })
  void aCredentialIsForTheImagesThatItsLocationCovers(
      String image, String location, boolean covered) {
    assertThat(users(image, location)).isEqualTo(covered ? List.of(location) : List.of());
  }

  @Test
  void theMorePreciseOneIsTriedFirst() {
    assertThat(users("quay.io/a/b", "quay.io", "quay.io/a/b", "*.io", "quay.io/a", "other.io"))
        .containsExactly("quay.io/a/b", "quay.io/a", "quay.io", "*.io");
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aSecretIsReadInBothItsForms() throws PullSecret.Malformed {
    var now =
        Map.of(
            ".dockerconfigjson",
            octets(
                """
                {"auths":{"quay.io":{"username":"no","auth":"dTpwOnc="},
                          "r.io":{"username":"v","password":"q","email":"e"}},"x":1}
                """));
    var old = Map.of(".dockercfg", octets("{\"quay.io\":{\"auth\":\"dTpw\"}}"));

    assertThat(PullSecret.credentials(now))
        .containsExactly(
            new RegistryCredential("quay.io", new Login("u", "p:w")),
            new RegistryCredential("r.io", new Login("v", "q")));
    assertThat(PullSecret.credentials(old))
        .containsExactly(new RegistryCredential("quay.io", new Login("u", "p")));
    assertThat(PullSecret.credentials(Map.of("other", octets("{")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"quay.io\":{\"auth\":\"hunter2!\"}}}",
        "{\"auths\":{\"quay.io\":{\"auth\":\"aHVudGVyMg==\"}}}",
        "{\"auths\":{\"quay.io\":{\"auth\":\"hunter2"
      })
  void whatIsMalformedIsSaidToBeSoAndNotShown(String json) {
    assertThatThrownBy(() -> PullSecret.credentials(Map.of(".dockerconfigjson", octets(json))))
        .isInstanceOf(PullSecret.Malformed.class)
        .hasNoCause()
        .message()
        .doesNotContain("hunter2", "aHVudGVyMg");
  }

  @Test
  void nothingShowsAPassword() {
    var credential = new RegistryCredential("quay.io", new Login("u", "hunter2"));

    assertThat(credential.toString()).contains("quay.io").doesNotContain("hunter2");
    assertThat(credential.login().toString()).doesNotContain("hunter2");
  }
}
