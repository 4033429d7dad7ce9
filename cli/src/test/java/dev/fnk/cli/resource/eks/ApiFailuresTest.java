package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.resource.ResourceException;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server's failures mean. */
final class ApiFailuresTest {
  private static KubernetesClientException http(int code) {
    return new KubernetesClientException(
        "failure", code, new StatusBuilder().withMessage("not you").withCode(code).build());
  }

  @ParameterizedTest
  @CsvSource({
    "0, true, true",
    "-1, true, true",
    "401, true, true",
    "403, true, false",
    "404, false, false",
    "409, false, false",
    "422, false, false",
    "429, true, true",
    "499, false, false",
    "500, true, true",
    "503, true, true"
  })
  void whatPassesByItself(int code, boolean young, boolean old) {
    assertThat(ApiFailures.passes(http(code), true)).isEqualTo(young);
    assertThat(ApiFailures.passes(http(code), false)).isEqualTo(old);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | the API server does not answer: not you         | fnk doctor
          -1  | the API server does not answer: not you         | fnk doctor
          401 | the API server does not know who calls (HTTP 401) | use the identity
          403 | the API server refuses: not you                 | use the identity
          500 | the API server answers HTTP 500: not you        | fnk up tries again
          """)
  void eachIsSaidWithWhatToDo(int code, String words, String next) {
    assertThat(ApiFailures.inWords(http(code)))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessage(words);
              assertThat(e.next()).startsWith(next);
              assertThat(e.getCause()).isInstanceOf(KubernetesClientException.class);
            });
  }

  @Test
  void withoutAnAnswerTheFirstCauseSpeaks() {
    var e =
        new KubernetesClientException(
            "io", new java.io.IOException("wrapped", new UnknownHostException("x.example")));
    assertThat(ApiFailures.describe(e))
        .isEqualTo("the API server does not answer: UnknownHostException: x.example");
    assertThat(
            ApiFailures.describe(new KubernetesClientException("io", new java.io.EOFException())))
        .isEqualTo("the API server does not answer: EOFException");
  }

  @Test
  void aConflictAndAnInterruptAreLeftToTheCaller() {
    assertThat(ApiFailures.inWords(http(409))).isInstanceOf(KubernetesClientException.class);

    Thread.currentThread().interrupt();
    try {
      assertThat(ApiFailures.inWords(http(500))).isInstanceOf(KubernetesClientException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
