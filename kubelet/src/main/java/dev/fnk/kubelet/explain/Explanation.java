package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.podspec.Notice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What becomes of a pod. */
public sealed interface Explanation {
  /**
   * A task.
   *
   * @param taskDefinition as the JSON of RegisterTaskDefinition
   * @param agent what the agent in the task is told, as JSON, files as texts
   * @param placed what RunTask is told besides
   * @param leftOut what of the pod is left out while it runs all the same
   */
  record Runs(
      Sizing sizing,
      Map<String, Object> taskDefinition,
      Map<String, Object> agent,
      Placed placed,
      List<LeftOut> leftOut)
      implements Explanation {
    public Runs {
      taskDefinition = Collections.unmodifiableMap(new LinkedHashMap<>(taskDefinition));
      agent = Collections.unmodifiableMap(new LinkedHashMap<>(agent));
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Nothing: the pod waits until it is another.
   *
   * @param reason waiting reason, as kubectl shows it
   * @param refusals all that it asks for and cannot have
   */
  record Refused(String reason, List<String> refusals) implements Explanation {
    public Refused {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * What annotations ask for: the pod's own, and those of its namespace and its service account
   * that the manifest has; and what its labels become.
   *
   * @param taskRoleArn in the place of the definition's
   * @param spot whether on spare capacity
   * @param subnets none: the lab's
   * @param securityGroups none: the lab's
   * @param tags of the task
   */
  record Placed(
      Optional<String> taskRoleArn,
      boolean spot,
      List<String> subnets,
      List<String> securityGroups,
      boolean publicIp,
      Map<String, String> tags) {
    public Placed {
      tags = Collections.unmodifiableMap(new TreeMap<>(tags));
      subnets = List.copyOf(subnets);
      securityGroups = List.copyOf(securityGroups);
    }
  }

  /**
   * @param reason of the event that tells it
   */
  record LeftOut(String reason, String message) {
    static LeftOut of(Notice notice) {
      return new LeftOut(notice.reason(), notice.message());
    }
  }
}
