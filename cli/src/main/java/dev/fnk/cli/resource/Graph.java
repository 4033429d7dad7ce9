package dev.fnk.cli.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Resources by dependency, each after all it needs.
 *
 * @param <N> what is ordered
 */
public final class Graph<N> {
  private final Map<N, Set<N>> before = new LinkedHashMap<>();

  private Graph() {}

  /**
   * @param needs what must come before; what is not among {@code nodes} is left out of account
   * @throws IllegalArgumentException the needs form a cycle
   */
  public static <N> Graph<N> of(
      Collection<? extends N> nodes, Function<N, ? extends Collection<? extends N>> needs) {
    var all = new LinkedHashSet<N>(nodes);
    var graph = new Graph<N>();
    var path = new LinkedHashSet<N>();
    for (var node : all) {
      graph.visit(node, all, needs, path);
    }
    return graph;
  }

  private void visit(
      N node, Set<N> all, Function<N, ? extends Collection<? extends N>> needs, Set<N> path) {
    if (before.containsKey(node)) {
      return;
    }
    if (!path.add(node)) {
      throw new IllegalArgumentException("resources need one another in a circle: " + path);
    }
    var mine = new LinkedHashSet<N>();
    for (N need : needs.apply(node)) {
      if (all.contains(need)) {
        visit(need, all, needs, path);
        mine.add(need);
      }
    }
    path.remove(node);
    before.put(node, Set.copyOf(mine));
  }

  /** The other way round: each node after all that need it. */
  public Graph<N> reversed() {
    var after = new LinkedHashMap<N, Set<N>>();
    var nodes = new ArrayList<>(before.keySet());
    for (var node : nodes.reversed()) {
      after.put(node, new LinkedHashSet<>());
    }
    before.forEach((node, needs) -> needs.forEach(need -> at(after, need).add(node)));
    var graph = new Graph<N>();
    after.forEach((node, needs) -> graph.before.put(node, Set.copyOf(needs)));
    return graph;
  }

  /** All nodes, each after those it needs. */
  public List<N> order() {
    return List.copyOf(before.keySet());
  }

  /** What must come right before a node. */
  public Set<N> before(N node) {
    return at(before, node);
  }

  private static <N> Set<N> at(Map<N, Set<N>> map, N node) {
    var set = map.get(node);
    if (set == null) {
      throw new IllegalArgumentException("not in the graph: " + node);
    }
    return set;
  }
}
