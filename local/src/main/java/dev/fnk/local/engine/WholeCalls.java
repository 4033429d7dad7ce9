package dev.fnk.local.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Calls to the engine that are made some at a time, and each to its end. An interrupt closes the
 * connection that a thread waits on while the engine goes on behind it: here it is heard by who
 * waits for a turn, and by the others once their call has ended.
 */
final class WholeCalls {
  private final Semaphore turns;

  WholeCalls(int atATime) {
    this.turns = new Semaphore(atATime, true);
  }

  /**
   * Makes the call on a thread that nobody interrupts.
   *
   * @throws EngineException when interrupted before its turn; else what the call throws
   */
  void run(Runnable call) {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted before the container engine was asked", e);
    }
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("engine-call").start(() -> complete(end, call));
    await(end);
  }

  private void complete(CompletableFuture<Void> end, Runnable call) {
    try {
      call.run();
      end.complete(null);
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    } finally {
      turns.release();
    }
  }

  private static void await(CompletableFuture<Void> end) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          end.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
