package dev.fnk.kubelet.task;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * As whom, on what and where a pod's task runs, as far as that is another than the node's settings
 * say.
 *
 * @param roleArn its task role
 * @param spot whether it runs on spare capacity, which AWS may take back, as long as there is some
 * @param subnets ids, of one VPC; none: the node's
 * @param securityGroups ids; none: the node's
 * @param publicIp whether it has a public address; empty: as the node's
 */
public record Placement(
    Optional<String> roleArn,
    boolean spot,
    List<String> subnets,
    List<String> securityGroups,
    Optional<Boolean> publicIp) {
  /** Of a pod that has no wish. */
  public static final Placement OF_THE_NODE = new Placement(Optional.empty(), false);

  private static final Pattern SUBNET = Pattern.compile("subnet-([0-9a-f]{8}|[0-9a-f]{17})");
  private static final Pattern SECURITY_GROUP = Pattern.compile("sg-([0-9a-f]{8}|[0-9a-f]{17})");

  /** RunTask takes no more of either. */
  private static final int MOST_SUBNETS = 16;

  private static final int MOST_SECURITY_GROUPS = 5;

  public Placement {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
  }

  /** Where the node's are. */
  public Placement(Optional<String> roleArn, boolean spot) {
    this(roleArn, spot, List.of(), List.of(), Optional.empty());
  }

  /**
   * What the pod's own annotations ask for, else those of what it belongs to.
   *
   * @throws UnsupportedSpec with all that cannot be had
   */
  static Placement of(Pod pod, InheritedAnnotations inherited, NodeConfig config)
      throws UnsupportedSpec {
    Map<String, String> given = pod.getMetadata().getAnnotations();
    var asked = new Asked(given == null ? Map.of() : given, inherited, new ArrayList<>());
    var placement =
        new Placement(
            role(asked, config),
            spot(asked),
            ids(asked, AnnotationKeys.SUBNETS, SUBNET, MOST_SUBNETS),
            ids(asked, AnnotationKeys.SECURITY_GROUPS, SECURITY_GROUP, MOST_SECURITY_GROUPS),
            publicIp(asked));
    architecture(asked);
    if (!asked.refusals.isEmpty()) {
      throw new UnsupportedSpec(asked.refusals);
    }
    return placement;
  }

  private static Optional<String> role(Asked asked, NodeConfig config) {
    Optional<Wish> wish = asked.ofPodOrAccount(AnnotationKeys.ROLE);
    return wish.map(Wish::value)
        .filter(role -> !role.equals(config.podRoleArn()))
        .filter(
            role ->
                asked.check(
                    config.podRoleArns().contains(role),
                    wish.get(),
                    "is not among the roles that pods may have (setting containers.podRoles)"));
  }

  private static boolean spot(Asked asked) {
    Optional<Wish> wish = asked.ofPodOrNamespace(AnnotationKeys.CAPACITY);
    return wish.filter(
            it ->
                asked.check(
                    List.of("spot", "on-demand").contains(it.value()),
                    it,
                    "is neither spot nor on-demand"))
        .filter(it -> it.value().equals("spot"))
        .isPresent();
  }

  private static List<String> ids(Asked asked, String key, Pattern id, int most) {
    Optional<Wish> wish = asked.ofPodOrNamespace(key);
    List<String> ids =
        wish.map(it -> Arrays.stream(it.value().split(",", -1)).map(String::strip).toList())
            .orElse(List.of());
    boolean good =
        ids.size() <= most
            && ids.stream().allMatch(it -> id.matcher(it).matches())
            && ids.stream().distinct().count() == ids.size();
    String kind = id.pattern().substring(0, id.pattern().indexOf('('));
    return wish.isEmpty()
            || asked.check(
                good,
                wish.get(),
                "is not 1 to " + most + " different ids " + kind + "..., separated by commas")
        ? ids
        : List.of();
  }

  /** Which one, {@link PodArchitecture} says, before the images are read. */
  private static void architecture(Asked asked) {
    asked
        .ofPodOrNamespace(AnnotationKeys.ARCHITECTURE)
        .ifPresent(
            it ->
                asked.check(
                    Architecture.ofGoName(it.value()).isPresent(),
                    it,
                    "is neither amd64 nor arm64"));
  }

  private static Optional<Boolean> publicIp(Asked asked) {
    Optional<Wish> wish = asked.ofPodOrNamespace(AnnotationKeys.PUBLIC_IP);
    return wish.filter(
            it ->
                asked.check(
                    List.of("true", "false").contains(it.value()), it, "is neither true nor false"))
        .map(it -> it.value().equals("true"));
  }

  /** One annotation. */
  private record Wish(String key, String whose, String value) {}

  /** All that is asked for, and what of it cannot be had. */
  private record Asked(
      Map<String, String> pod, InheritedAnnotations inherited, List<String> refusals) {
    Optional<Wish> ofPodOrAccount(String key) {
      return wish(key, inherited.serviceAccount(), "service account");
    }

    Optional<Wish> ofPodOrNamespace(String key) {
      return wish(key, inherited.namespace(), "namespace");
    }

    private Optional<Wish> wish(String key, Map<String, String> other, String whose) {
      return Optional.ofNullable(pod.get(key))
          .map(value -> new Wish(key, "pod", value))
          .or(() -> Optional.ofNullable(other.get(key)).map(value -> new Wish(key, whose, value)));
    }

    boolean check(boolean good, Wish wish, String why) {
      if (!good) {
        refusals.add(
            "annotation " + wish.key + " of the " + wish.whose + ": " + wish.value + " " + why);
      }
      return good;
    }
  }
}
