package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What containers use, as the engine counts it. */
public final class EngineStatistics {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final DockerClient client;

  EngineStatistics(DockerClient client) {
    this.client = client;
  }

  /**
   * The engine's document (ContainerStats of Docker's API), read twice, a second apart.
   *
   * @param container id or name
   * @return empty: there is no such container, or it was not told in time
   */
  public Optional<Map<String, Object>> read(String container) throws InterruptedException {
    CompletableFuture<Map<String, Object>> first = new CompletableFuture<>();
    var callback =
        new ResultCallback.Adapter<Statistics>() {
          @Override
          public void onNext(Statistics statistics) {
            first.complete(statistics.getRawValues());
          }

          @Override
          public void onError(Throwable error) {
            super.onError(error);
            first.completeExceptionally(error);
          }

          @Override
          public void onComplete() {
            super.onComplete();
            first.complete(Map.of());
          }
        };
    try (callback) {
      client.statsCmd(container).withNoStream(true).exec(callback);
      return Optional.of(first.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS))
          .filter(values -> !values.isEmpty());
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotFoundException || e.getCause() instanceof ConflictException) {
        return Optional.empty();
      }
      throw e.getCause() instanceof RuntimeException failure
          ? EngineException.of("what a container uses cannot be read", failure)
          : new EngineException("what a container uses cannot be read", e);
    } catch (IOException e) {
      throw new EngineException("what a container uses cannot be read", e);
    }
  }
}
