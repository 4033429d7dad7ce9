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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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
  private final CompletableFuture<Void> listed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, User> users = new HashMap<>();
  private volatile String trouble = "no answer in time";

  /**
   * Starts it.
   *
   * @param what in the API's words, for messages
   * @param informer of this object alone; not started
   */
  WatchedObject(String what, SharedIndexInformer<T> informer, Function<T, ObjectData> data) {
    this.what = what;
    this.informer = informer;
    this.data = data;
    informer.exceptionHandler(
        (_, failure) -> {
          trouble = ApiTrouble.brief(failure);
          LOG.debug("following {}: {}", what, trouble);
          return true;
        });
    informer.addEventHandler(new Teller());
    listed = informer.start().toCompletableFuture();
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

  /** Waits for the first list; false: not in time. */
  boolean listed(Duration atMost) throws InterruptedException {
    try {
      listed.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    }
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
      return current().map(data);
    } finally {
      lock.unlock();
    }
  }

  private Optional<T> current() {
    return informer.getStore().list().stream().findFirst();
  }

  private String version() {
    return current().map(it -> it.getMetadata().getResourceVersion()).orElse(ABSENT);
  }

  @Override
  public void close() {
    informer.stop();
  }
}
