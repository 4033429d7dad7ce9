package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object, listed and then watched by its name, for all pods that name it. A pod is told when
 * the object is another than the one it has read.
 */
final class WatchedObject<T extends HasMetadata> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedObject.class);
  private static final String ABSENT = "";

  /** For how long a list that does not come keeps others waiting. */
  private static final Duration PLACE = Duration.ofSeconds(5);

  private static final class User {
    private Runnable changed;
    private @Nullable String read;

    private User(Runnable changed) {
      this.changed = changed;
    }
  }

  private final String what;
  private final SharedIndexInformer<T> informer;
  private final Function<T, ObjectData> data;
  private final Predicate<T> immutable;
  private final CompletableFuture<Void> listed = new CompletableFuture<>();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, User> users = new HashMap<>();
  private volatile String trouble = "no answer in time";

  /** Null: it may still change, and is watched. */
  private @Nullable T fixed;

  /**
   * One that is not listed yet.
   *
   * @param what in the API's words, for messages
   * @param informer of this object alone; not started
   * @param immutable whether it never changes: it is watched no longer once it was read
   */
  WatchedObject(
      String what,
      SharedIndexInformer<T> informer,
      Function<T, ObjectData> data,
      Predicate<T> immutable) {
    this.what = what;
    this.informer = informer;
    this.data = data;
    this.immutable = immutable;
    informer.exceptionHandler(
        (_, failure) -> {
          trouble = ApiTrouble.brief(failure);
          LOG.debug("following {}: {}", what, trouble);
          return true;
        });
    informer.addEventHandler(new Teller());
  }

  private final class Teller implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      tell();
    }

    @Override
    public void onUpdate(T before, T now) {
      tell();
    }

    @Override
    public void onDelete(T gone, boolean stateUnknown) {
      tell();
    }
  }

  private void tell() {
    List<Runnable> told = new ArrayList<>();
    lock.lock();
    try {
      String now = version();
      for (User user : users.values()) {
        if (user.read != null && !user.read.equals(now)) {
          user.read = now;
          told.add(user.changed);
        }
      }
    } finally {
      lock.unlock();
    }
    told.forEach(Runnable::run);
  }

  void usedBy(String pod, Runnable changed) {
    lock.lock();
    try {
      users.computeIfAbsent(pod, _ -> new User(changed)).changed = changed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether nobody uses it any more. */
  boolean leftBy(String pod) {
    lock.lock();
    try {
      users.remove(pod);
      return users.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the first list, which it begins if nobody has; false: not in time.
   *
   * @param places of lists that are under way
   */
  boolean listed(Semaphore places, Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    try {
      if (!begun.get() && !begin(places, atMost)) {
        return false;
      }
      listed.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    }
  }

  /** Returns whether somebody has begun; a list that does not come gives its place up in time. */
  private boolean begin(Semaphore places, Duration atMost) throws InterruptedException {
    if (!places.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      return begun.get();
    }
    if (!begun.compareAndSet(false, true)) {
      places.release();
      return true;
    }
    CompletableFuture<Void> list = informer.start().toCompletableFuture();
    var unusedList = list.whenComplete((_, _) -> listed.complete(null));
    var unusedPlace =
        listed
            .copy()
            .orTimeout(PLACE.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((_, _) -> places.release());
    return true;
  }

  /** Why there is no list. */
  String trouble() {
    return what + ": " + trouble;
  }

  /** As it is now, and from now on this pod is told of changes; empty: it does not exist. */
  Optional<ObjectData> readBy(String pod) {
    lock.lock();
    try {
      User user = users.get(pod);
      if (user != null) {
        user.read = version();
      }
      Optional<T> now = current();
      if (fixed == null && now.filter(immutable).isPresent()) {
        fixed = now.get();
        informer.stop();
      }
      return now.map(data);
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is a watch of it, or will be. */
  boolean watched() {
    lock.lock();
    try {
      return fixed == null;
    } finally {
      lock.unlock();
    }
  }

  boolean usedByOthersThan(String pod) {
    lock.lock();
    try {
      return users.keySet().stream().anyMatch(user -> !user.equals(pod));
    } finally {
      lock.unlock();
    }
  }

  private Optional<T> current() {
    return fixed != null ? Optional.of(fixed) : informer.getStore().list().stream().findFirst();
  }

  private String version() {
    return current().map(it -> it.getMetadata().getResourceVersion()).orElse(ABSENT);
  }

  @Override
  public void close() {
    informer.stop();
  }
}
