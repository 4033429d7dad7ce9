package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.resource.ResourceException;
import org.junit.jupiter.api.Test;

/** Failures in words, with what to run next. */
final class LabExceptionTest {
  private static final RuntimeException DENIED = FakeAws.error("AccessDenied", "not you");

  @Test
  void aResourcesWordsComeWithThoseOfTheServiceThatCausedThem() {
    assertThat(LabException.describe(new ResourceException("it is used", "x")))
        .isEqualTo("it is used");
    assertThat(LabException.describe(new ResourceException("it is used", "x", DENIED)))
        .startsWith("it is used: ")
        .contains("AccessDenied: not you (request id fake)");
    // it has taken up the words of that one
    assertThat(
            LabException.describe(
                new ResourceException(
                    "gave up; no image", "x", new ResourceException("gave up", "y"))))
        .isEqualTo("gave up; no image");
  }

  @Test
  void whatToRunNextIsKnownByWhoFailed() {
    assertThat(LabException.next(new ResourceException("it is used", "mend it")))
        .contains("mend it");
    assertThat(LabException.next(new ConfigException("bad", "set x"))).contains("set x");
    assertThat(LabException.next(DENIED)).isPresent();
    assertThat(LabException.next(new IllegalStateException("x"))).isEmpty();

    var whole = LabException.of("this lab cannot be", new ResourceException("no zones", "set x"));
    assertThat(whole).hasMessage("this lab cannot be: no zones");
    assertThat(whole.next()).contains("set x");
  }
}
