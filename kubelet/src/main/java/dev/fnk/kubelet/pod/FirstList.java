package dev.fnk.kubelet.pod;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells when all pods of the first list have been passed on. An informer says that it has listed
 * before its handlers, on threads of their own, have been told of what it listed.
 */
final class FirstList {
  private final Set<String> passedOn = new HashSet<>();
  private final Set<String> awaited = new HashSet<>();
  private final Runnable then;
  private boolean listed;
  private boolean over;

  /**
   * @param then called once
   */
  FirstList(Runnable then) {
    this.then = then;
  }

  /** The list is complete: it held pods of these uids. */
  void listed(Set<String> uids) {
    synchronized (this) {
      listed = true;
      awaited.addAll(uids);
      awaited.removeAll(passedOn);
    }
    endWhenAllCame();
  }

  /** A pod of this uid, or that it is gone, has been passed on. */
  void passedOn(String uid) {
    synchronized (this) {
      if (over) {
        return;
      }
      passedOn.add(uid);
      awaited.remove(uid);
    }
    endWhenAllCame();
  }

  private void endWhenAllCame() {
    synchronized (this) {
      if (over || !listed || !awaited.isEmpty()) {
        return;
      }
      over = true;
      passedOn.clear();
    }
    then.run();
  }
}
