package dev.fnk.kubelet.contract;

/**
 * Names of the variables in the environment of a task's first container that tell whose task it is;
 * DescribeTasks returns them for stopped tasks too.
 */
public final class PodVariables {
  /** Pods may have no variables whose names begin so. */
  public static final String RESERVED = "FNK_";

  public static final String NAMESPACE = "FNK_POD_NAMESPACE";
  public static final String NAME = "FNK_POD_NAME";
  public static final String UID = "FNK_POD_UID";

  /** Counts the pod's tasks from 0. */
  public static final String ATTEMPT = "FNK_POD_ATTEMPT";

  /** The containers' images as the pod named them: {@code CONTAINER=IMAGE}, separated by blanks. */
  public static final String IMAGES = "FNK_POD_IMAGES";

  private PodVariables() {}
}
