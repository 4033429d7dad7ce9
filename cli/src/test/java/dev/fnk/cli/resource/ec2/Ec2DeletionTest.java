package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Deletions that others are in the way of. */
final class Ec2DeletionTest {
  private static final RuntimeException USED = FakeAws.error("DependencyViolation", "in use");
  private static final Blocker TASK = Blocker.leaves("eni-1 of an ECS task");
  private static final Blocker INSTANCE = Blocker.stays("eni-2 of the instance i-1", "end i-1");

  private final AtomicInteger attempts = new AtomicInteger();
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  private final FakeWork work = new FakeWork(40);

  private void failing(RuntimeException failure, int times) {
    for (int i = 0; i < times; i++) {
      failures.add(failure);
    }
  }

  private void delete(List<Blocker> blockers) {
    Ec2Deletion.whenFree(
        work,
        () -> {
          attempts.incrementAndGet();
          var failure = failures.poll();
          if (failure != null) {
            throw failure;
          }
        },
        () -> blockers,
        "InvalidSubnetID.NotFound");
  }

  @Test
  void whatIsFreeGoesAtOnceAndWhatIsGoneIsNoError() {
    delete(List.of());
    assertThat(attempts).hasValue(1);

    failing(FakeAws.error("InvalidSubnetID.NotFound", "gone"), 1);
    delete(List.of());
    assertThat(attempts).hasValue(2);
  }

  @Test
  void whatLeavesByItselfIsWaitedFor() {
    failing(USED, 30);

    delete(List.of(TASK, INSTANCE));

    assertThat(attempts).hasValue(31);
  }

  @Test
  void nobodyIsWaitedForWhoStays() {
    failing(FakeAws.error("ResourceInUse", "in use"), 1000);

    assertThatThrownBy(() -> delete(List.of(INSTANCE, INSTANCE)))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessage("it is still used by eni-2 of the instance i-1");
              assertThat(e.next()).isEqualTo("end i-1; then fnk teardown again");
              assertThat(e.getCause().getMessage()).contains("in use");
            });
    assertThat(attempts).hasValue(10);
  }

  @Test
  void aDeadlineNamesWhatWasSeenLast() {
    failing(USED, 1000);

    assertThatThrownBy(() -> delete(List.of(TASK)))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessage("it is still used by eni-1 of an ECS task");
              assertThat(e.next()).isEqualTo("wait for it to go; then fnk teardown again");
            });
    assertThat(attempts).hasValue(40);
  }

  @Test
  void whereNobodyIsSeenTheDeadlineIsAllThatIsKnown() {
    failing(USED, 1000);

    assertThatThrownBy(() -> delete(List.of()))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("gave up");
    assertThat(attempts).hasValue(40);
  }

  @Test
  void anotherErrorEndsIt() {
    failing(FakeAws.error("UnauthorizedOperation", "no"), 1);

    assertThatThrownBy(() -> delete(List.of(INSTANCE))).hasMessageContaining("no");
    assertThat(attempts).hasValue(1);
  }
}
