package dev.fnk.kubelet.task;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container's id in a pod's status: {@code fargate://TASK-ID/CONTAINER}. It names the task, so
 * that another id always is another task, whenever ECS tells a runtime id.
 *
 * @param task id of the task
 */
public record ContainerId(String task, String container) {
  private static final String SCHEME = "fargate://";
  private static final Pattern FORM = Pattern.compile(SCHEME + "([0-9A-Za-z-]{1,64})/([^/]+)");

  public static Optional<ContainerId> parse(@Nullable String text) {
    var form = FORM.matcher(text == null ? "" : text);
    return form.matches()
        ? Optional.of(new ContainerId(form.group(1), form.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return SCHEME + task + "/" + container;
  }
}
