package dev.fnk.kubelet.contract;

/** Keys of the tags by which fnk and people know what is whose. */
public final class TagKeys {
  /** The lab's name, on all that is made for it. */
  public static final String LAB = "fnk.dev/lab";

  /** The lab's region: two regions may have a lab of one name. */
  public static final String REGION = "fnk.dev/region";

  /** The stage that made it. */
  public static final String STAGE = "fnk.dev/stage";

  /** The fnk that made it. */
  public static final String VERSION = "fnk.dev/version";

  /** The node that started a task or registered its definition. */
  public static final String NODE = "fnk.dev/node";

  /** The namespace of a task's pod. */
  public static final String NAMESPACE = "fnk.dev/namespace";

  /** The name of the imagePullSecret that a secret of Secrets Manager was made of. */
  public static final String PULL_SECRET = "fnk.dev/pull-secret";

  /** The name of a task's pod. */
  public static final String POD = "fnk.dev/pod";

  private TagKeys() {}
}
