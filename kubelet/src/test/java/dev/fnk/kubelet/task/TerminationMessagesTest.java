package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminationMessagesTest {
  private static final String EMOJI = "\uD83D\uDE00";

  /**
   * @param of characters of it: {@code a} has a byte, {@code ü} two, {@code e} becomes one of four
   */
  @ParameterizedTest
  @CsvSource({
    // containers, of, times, and then, what is left: times, and then
    "3, a, 4096, '', 4096, ''",
    "4, a, 3072, '', 3072, ''",
    "4, a, 3072, b, 3072, ''",
    "4, a, 3071, ü, 3071, ''",
    "4, a, 3070, ü, 3070, ü",
    "4, a, 3071, e, 3071, ''",
    "4, a, 3068, eb, 3068, e",
    "4, ü, 1537, '', 1536, ''",
    "4, e, 769, '', 768, ''",
  })
  void whatAPodsContainersSayIsDividedAmongThemInWholeCharacters(
      int containers, String of, int times, String then, int left, String rest) {
    var messages = new TerminationMessages(spec(containers));

    assertThat(messages.bounded(List.of(ended(text(of.repeat(times) + then)))))
        .containsExactly(ended(text(of.repeat(left) + rest)));
  }

  private static String text(String text) {
    return text.replace("e", EMOJI);
  }

  private static PodSpec spec(int containers) {
    return new PodSpecBuilder()
        .withContainers(Collections.nCopies(containers, new ContainerBuilder().build()))
        .build();
  }

  /** Now, and the run before. */
  private static ContainerStatus ended(String message) {
    return new ContainerStatusBuilder()
        .withNewState()
        .withNewTerminated()
        .withExitCode(1)
        .withMessage(message)
        .endTerminated()
        .endState()
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(2)
        .withMessage(message)
        .endTerminated()
        .endLastState()
        .build();
  }
}
