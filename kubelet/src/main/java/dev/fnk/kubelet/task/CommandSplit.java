package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes' command and args as ECS's entry point and command.
 *
 * @param sharedCommand for the template; empty where {@code ownCommand} says it
 * @param ownCommand for the override; empty where all pods of the template share the command
 */
record CommandSplit(List<String> entryPoint, List<String> sharedCommand, List<String> ownCommand) {

  static CommandSplit of(Container container, Map<String, Value> environment)
      throws UnsupportedSpec {
    List<Value> command = expanded(container.getCommand(), environment);
    List<Value> args = expanded(container.getArgs(), environment);
    int head = 0;
    while (head < command.size() && !command.get(head).ofPod()) {
      head++;
    }
    if (head == 0 && !command.isEmpty()) {
      throw new UnsupportedSpec(
          "container "
              + container.getName()
              + ": the first word of command names a field of the pod");
    }
    var tail = new ArrayList<>(command.subList(head, command.size()));
    tail.addAll(args);
    List<String> texts = tail.stream().map(Value::text).toList();
    boolean own = tail.stream().anyMatch(Value::ofPod);
    return new CommandSplit(
        command.subList(0, head).stream().map(Value::text).toList(),
        own ? List.of() : texts,
        own ? texts : List.of());
  }

  private static List<Value> expanded(List<String> texts, Map<String, Value> environment) {
    return texts.stream().map(text -> Value.expanded(text, environment)).toList();
  }
}
