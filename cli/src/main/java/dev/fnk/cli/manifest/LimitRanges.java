package dev.fnk.cli.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the LimitRanges of a namespace give to containers that do not say it themselves.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/policy/limit-range/">Limit Ranges</a>
 */
final class LimitRanges {
  private final Map<String, Quantity> limits = new HashMap<>();
  private final Map<String, Quantity> requests = new HashMap<>();

  private LimitRanges() {}

  static LimitRanges of(Stream<LimitRange> ranges) {
    var all = new LimitRanges();
    ranges
        .flatMap(range -> items(range).stream())
        .filter(item -> "Container".equals(item.getType()))
        .forEach(all::add);
    return all;
  }

  static List<LimitRangeItem> items(LimitRange range) {
    return range.getSpec() == null ? List.of() : range.getSpec().getLimits();
  }

  /**
   * A default that is not given is the most, a request that is not given the default, or the least.
   */
  private void add(LimitRangeItem item) {
    Map<String, Quantity> most = merged(item.getDefault(), item.getMax());
    most.forEach(limits::putIfAbsent);
    merged(merged(item.getDefaultRequest(), most), item.getMin()).forEach(requests::putIfAbsent);
  }

  private static Map<String, Quantity> merged(
      @Nullable Map<String, Quantity> first, @Nullable Map<String, Quantity> then) {
    var merged = new HashMap<String, Quantity>(orNone(first));
    orNone(then).forEach(merged::putIfAbsent);
    return merged;
  }

  void give(Container container) {
    if (limits.isEmpty() && requests.isEmpty()) {
      return;
    }
    var given = Objects.requireNonNullElseGet(container.getResources(), ResourceRequirements::new);
    given.setLimits(merged(given.getLimits(), limits));
    given.setRequests(merged(given.getRequests(), requests));
    container.setResources(given);
  }

  private static Map<String, Quantity> orNone(@Nullable Map<String, Quantity> amounts) {
    return Objects.requireNonNullElse(amounts, Map.of());
  }
}
