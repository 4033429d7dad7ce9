package dev.fnk.cli.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.command.TestInvocation;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.local.LocalLabWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class InterruptibleTest {
  private final GlobalOptions options = new GlobalOptions();
  private final Invocation invocation =
      new Invocation(
          new TestInvocation(Path.of("."), Map.of()).console(),
          options,
          new LocalLabWorld(Map.of()));

  @Test
  void givesWhatTheWorkGives() throws Exception {
    options.timeout = Duration.ofMinutes(1);
    assertThat(new Interruptible(invocation, "fnk up").run(() -> 7)).isEqualTo(7);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void endsTheWorkWhenItsTimeIsOver() {
    options.timeout = Duration.ofMillis(20);
    assertThatThrownBy(
            () ->
                new Interruptible(invocation, "fnk up --stage ecs")
                    .run(
                        () -> {
                          new CountDownLatch(1).await();
                          return 0;
                        }))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(ExitCode.TRY_AGAIN);
              assertThat(failure.remedy()).hasValue("to go on: fnk up --stage ecs");
            });
  }
}
