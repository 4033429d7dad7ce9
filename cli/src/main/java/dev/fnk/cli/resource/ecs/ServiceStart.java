package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.Work;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for a service's task, and tells what ECS says while it does not run. */
record ServiceStart(LastWords words, Work work) {
  /**
   * @param poll the service, once its task runs
   * @throws ResourceException the deadline passed
   */
  <A> Present<A> await(Supplier<Optional<Present<A>>> poll) {
    var failedStarts = new FailedStarts(words, work, InstantSource.system());
    try {
      return work.await(
          "its task to run",
          work.deadlines().task(),
          () -> {
            var running = poll.get();
            if (running.isEmpty()) {
              failedStarts.tell();
            }
            return running;
          });
    } catch (ResourceException e) {
      throw new ResourceException(
          e.getMessage() + words.tell(),
          "fnk logs shows what the node says; fnk up goes on waiting",
          e);
    }
  }
}
