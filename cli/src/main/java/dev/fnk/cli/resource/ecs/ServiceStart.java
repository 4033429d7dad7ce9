package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for a service's task, and tells what ECS says while it does not run. */
record ServiceStart(LastWords words, ResourceContext context) {
  /**
   * @param poll the service, once its task runs
   * @throws ResourceException the deadline passed
   */
  <A> Present<A> await(Supplier<Optional<Present<A>>> poll) {
    var failedStarts = new FailedStarts(words, context, InstantSource.system());
    try {
      return context.await(
          "its task to run",
          context.deadlines().task(),
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
