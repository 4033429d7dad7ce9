package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The argument vector, as Kubernetes and its runtimes pair the pod's command and args with the
 * image's ENTRYPOINT and CMD.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/">Define
 *     a command and arguments for a container</a>
 */
final class EntryPoint {
  private EntryPoint() {}

  /**
   * @param environment what the pod gives the container: the image's own variables are not expanded
   */
  static List<String> of(
      Container container,
      List<String> entryPoint,
      List<String> cmd,
      Map<String, String> environment,
      Faults faults) {
    List<String> command = expanded(container.getCommand(), environment);
    List<String> args = expanded(container.getArgs(), environment);
    if (command.isEmpty()) {
      // ENTRYPOINT [""] is how an image takes back that of its base.
      command = entryPoint.equals(List.of("")) ? List.of() : entryPoint;
      args = args.isEmpty() ? cmd : args;
    }
    List<String> whole = Stream.concat(command.stream(), args.stream()).toList();
    if (whole.isEmpty()) {
      faults.creation(container, "no command specified");
    } else if (whole.getFirst().isEmpty()) {
      faults.creation(container, "the command is an empty text");
    }
    if (whole.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      faults.creation(container, "an argument has a zero byte");
    }
    return whole;
  }

  private static List<String> expanded(List<String> texts, Map<String, String> environment) {
    return texts.stream().map(text -> Expansion.expand(text, environment::get)).toList();
  }
}
