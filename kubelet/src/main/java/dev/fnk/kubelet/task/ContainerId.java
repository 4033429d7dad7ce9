package dev.fnk.kubelet.task;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container's id in a pod's status: {@code fargate://TASK-ID/CONTAINER}, and {@code /RUN} after
 * it when it was started again in the same task. Another id always is another run.
 *
 * @param task id of the task
 * @param run how often the container was started again in this task
 */
public record ContainerId(String task, String container, int run) {
  private static final String SCHEME = "fargate://";
  private static final Pattern FORM =
      Pattern.compile(SCHEME + "([0-9A-Za-z-]{1,64})/([^/]+)(?:/([1-9][0-9]{0,8}))?");

  /** Of its first run in the task. */
  public ContainerId(String task, String container) {
    this(task, container, 0);
  }

  public static Optional<ContainerId> parse(@Nullable String text) {
    var form = FORM.matcher(text == null ? "" : text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int run = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    return Optional.of(new ContainerId(form.group(1), form.group(2), run));
  }

  @Override
  public String toString() {
    return SCHEME + task + "/" + container + (run == 0 ? "" : "/" + run);
  }
}
