package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Graph;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.stage.LabResources;
import dev.fnk.cli.stage.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All resources of the lab, with their stages.
 *
 * @param stages in the order of the stages
 */
record Lab(Map<Resource<?>, Stage> stages) {

  static Lab of(LabResources resources) {
    var stages = new LinkedHashMap<Resource<?>, Stage>();
    resources.base().forEach(r -> stages.put(r, Stage.BASE));
    resources.ecs().forEach(r -> stages.put(r, Stage.ECS));
    resources.kubelet().forEach(r -> stages.put(r, Stage.KUBELET));
    resources.register().forEach(r -> stages.put(r, Stage.REGISTER));
    resources.workload().forEach(r -> stages.put(r, Stage.WORKLOAD));
    return new Lab(stages);
  }

  List<Resource<?>> scope(Predicate<Stage> wanted) {
    return stages.entrySet().stream()
        .filter(e -> wanted.test(e.getValue()))
        .<Resource<?>>map(Map.Entry::getKey)
        .toList();
  }

  Stage stage(Resource<?> resource) {
    var stage = stages.get(resource);
    if (stage == null) {
      throw new IllegalArgumentException(resource.label() + " is not part of the lab");
    }
    return stage;
  }

  /** Those that fnk makes. */
  static List<ManagedResource<?>> managed(Collection<? extends Resource<?>> some) {
    return some.stream()
        .filter(ManagedResource.class::isInstance)
        .<ManagedResource<?>>map(r -> (ManagedResource<?>) r)
        .toList();
  }

  /** These and all they lean on. */
  static Set<Resource<?>> closure(Collection<? extends Resource<?>> some) {
    var all = new LinkedHashSet<Resource<?>>();
    var open = new ArrayList<Resource<?>>(some);
    while (!open.isEmpty()) {
      var next = open.removeLast();
      if (all.add(next)) {
        open.addAll(next.needs());
      }
    }
    return all;
  }

  static Graph<Resource<?>> graph(Iterable<? extends Resource<?>> some) {
    var list = new ArrayList<Resource<?>>();
    some.forEach(list::add);
    return Graph.<Resource<?>>of(list, r -> r.needs());
  }
}
