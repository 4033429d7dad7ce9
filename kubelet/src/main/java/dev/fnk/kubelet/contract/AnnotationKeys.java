package dev.fnk.kubelet.contract;

/** Keys of the annotations that the node puts on its pods, and of those that it reads. */
public final class AnnotationKeys {
  /** The pod's how-manieth task, from 0. */
  public static final String ATTEMPT = "fnk.dev/attempt";

  /** ARN of the pod's task. */
  public static final String TASK = "fnk.dev/task";

  /** ARN of the task before. */
  public static final String PREVIOUS_TASK = "fnk.dev/previous-task";

  /** Id of the task that is brought to its end since the pod's images have changed. */
  public static final String REPLACED_TASK = "fnk.dev/replaced-task";

  /** What the task was given: {@code CPU-UNITS/MIB}. */
  public static final String SIZE = "fnk.dev/size";

  /** What of it nobody asked for, likewise. */
  public static final String UNUSED = "fnk.dev/unused";

  /**
   * What the task was given, as EKS says it of its own pods on Fargate: {@code 0.25vCPU 0.5GB}.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html">
   *     Understand Fargate Pod configuration details</a>
   */
  public static final String CAPACITY_PROVISIONED = "CapacityProvisioned";

  /**
   * Read of a pod and of its service account: ARN of the task role. EKS's own key, so that
   * manifests that name a role for it name one here too.
   */
  public static final String ROLE = "eks.amazonaws.com/role-arn";

  /** Read of a pod and of its namespace: {@code spot} or {@code on-demand}. */
  public static final String CAPACITY = "fnk.dev/capacity";

  /** Read of a pod and of its namespace: {@code amd64} or {@code arm64}. */
  public static final String ARCHITECTURE = "fnk.dev/architecture";

  /** Read of a pod and of its namespace: ids of subnets, separated by commas. */
  public static final String SUBNETS = "fnk.dev/subnets";

  /** Read of a pod and of its namespace: ids of security groups, separated by commas. */
  public static final String SECURITY_GROUPS = "fnk.dev/security-groups";

  /** Read of a pod and of its namespace: whether it has a public address, {@code true, false}. */
  public static final String PUBLIC_IP = "fnk.dev/public-ip";

  /** Read of a pod: names of containers whose program is to be PID 1, separated by commas. */
  public static final String FIRST_PROCESS = "fnk.dev/pid1";

  private AnnotationKeys() {}
}
