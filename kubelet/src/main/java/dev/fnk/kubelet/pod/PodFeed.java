package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * The pods that are bound to the node, as they come, change and go. It may be late and skip states;
 * of each uid it tells in order.
 */
interface PodFeed extends AutoCloseable {
  /** Told of news; must not block. */
  interface Listener {
    /** The pod was made, has changed, or is told of again. */
    void seen(Pod pod);

    /**
     * @param certain whether its deletion was seen, or another uid has its name; if not, it is only
     *     missing from a list
     */
    void gone(Pod pod, boolean certain);

    /** All pods that were there at the start have been told of. */
    void synced();
  }

  /** Begins and returns; the API server may still be out of reach. */
  void follow(Listener listener);

  @Override
  void close();
}
