package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a container runs as: by its own security context, else by the pod's, else by its image. Of
 * the image's USER the group does not count, as with a kubelet.
 *
 * @param user a name that the container's /etc/passwd knows; empty: {@code uid} says it
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/">Security
 *     context</a>
 */
record ContainerUser(
    OptionalLong uid,
    OptionalLong gid,
    Optional<String> user,
    List<Long> groups,
    boolean strictGroups,
    boolean nonRoot) {
  private static final Pattern NUMERIC = Pattern.compile("\\d{1,18}");

  /**
   * @param imageUser {@code uid|name[:gid|group]}; empty: root
   */
  static ContainerUser of(Pod pod, Container container, String imageUser, Faults faults) {
    PodSecurityContext pods = pod.getSpec().getSecurityContext();
    SecurityContext own = container.getSecurityContext();
    OptionalLong given = runAsUser(pod, container);
    Long group =
        either(own, SecurityContext::getRunAsGroup, pods, PodSecurityContext::getRunAsGroup);
    boolean nonRoot =
        Boolean.TRUE.equals(
            either(
                own, SecurityContext::getRunAsNonRoot, pods, PodSecurityContext::getRunAsNonRoot));
    String ofImage = imageUser.split(":", 2)[0];
    boolean named = !ofImage.isEmpty() && !NUMERIC.matcher(ofImage).matches();
    OptionalLong uid =
        given.isPresent()
            ? given
            : named
                ? OptionalLong.empty()
                : OptionalLong.of(ofImage.isEmpty() ? 0 : Long.parseLong(ofImage));
    if (uid.orElse(0) < 0 || uid.orElse(0) > Integer.MAX_VALUE) {
      faults.config(
          container,
          "container has an invalid user id (" + uid.getAsLong() + ")" + of(pod, container));
    }
    if (nonRoot) {
      verify(pod, container, given, uid, ofImage, faults);
    }
    return new ContainerUser(
        uid,
        group == null ? OptionalLong.empty() : OptionalLong.of(group),
        uid.isPresent() ? Optional.empty() : Optional.of(ofImage),
        groups(pods),
        pods != null && "Strict".equals(pods.getSupplementalGroupsPolicy()),
        nonRoot);
  }

  /** What {@code runAsUser} of container or pod says. */
  static OptionalLong runAsUser(Pod pod, Container container) {
    Long user =
        either(
            container.getSecurityContext(),
            SecurityContext::getRunAsUser,
            pod.getSpec().getSecurityContext(),
            PodSecurityContext::getRunAsUser);
    return user == null ? OptionalLong.empty() : OptionalLong.of(user);
  }

  private static void verify(
      Pod pod,
      Container container,
      OptionalLong given,
      OptionalLong uid,
      String ofImage,
      Faults faults) {
    String whose = of(pod, container);
    if (uid.isEmpty()) {
      faults.config(
          container,
          "container has runAsNonRoot and image has non-numeric user ("
              + ofImage
              + "), cannot verify user is non-root"
              + whose);
    } else if (uid.getAsLong() == 0) {
      faults.config(
          container,
          given.isPresent()
              ? "container's runAsUser breaks non-root policy" + whose
              : "container has runAsNonRoot and image will run as root" + whose);
    }
  }

  private static String of(Pod pod, Container container) {
    return " (pod: \"%s\", container: %s)".formatted(PodWords.of(pod), container.getName());
  }

  private static List<Long> groups(@Nullable PodSecurityContext pods) {
    if (pods == null) {
      return List.of();
    }
    var groups = new ArrayList<Long>();
    if (pods.getFsGroup() != null) {
      groups.add(pods.getFsGroup());
    }
    groups.addAll(pods.getSupplementalGroups());
    return groups.stream().distinct().toList();
  }

  private static <T> @Nullable T either(
      @Nullable SecurityContext own,
      Function<SecurityContext, @Nullable T> ofOwn,
      @Nullable PodSecurityContext pods,
      Function<PodSecurityContext, @Nullable T> ofPods) {
    T value = own == null ? null : ofOwn.apply(own);
    return value != null || pods == null ? value : ofPods.apply(pods);
  }
}
