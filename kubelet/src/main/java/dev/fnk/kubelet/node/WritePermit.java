package dev.fnk.kubelet.node;

/**
 * Whether this task may write: to the API server about pods, and to ECS. It may while it surely
 * holds the node's lease. When the API server is out of reach for so long that another task may
 * have taken the lease, writes wait; reads and what is being served go on. Safe for many threads.
 */
public interface WritePermit {
  /** Always open: for parts that write nothing that another task could contradict. */
  WritePermit ALWAYS =
      new WritePermit() {
        @Override
        public boolean open() {
          return true;
        }

        @Override
        public void await() {}
      };

  /** Whether a write may be made now. */
  boolean open();

  /**
   * Waits until a write may be made. What was decided before may be out of date then: look again.
   */
  void await() throws InterruptedException;
}
