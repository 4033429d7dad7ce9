package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a seed chooses. */
final class Choice {
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage");

  private final Random random;

  Choice(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean either() {
    return random.nextBoolean();
  }

  ResourceFieldSelector resource(String container) {
    String resource = one(RESOURCES);
    String divisor = resource.endsWith("cpu") ? one("1m", "1", "0") : one("1", "1Ki", "1M", "0");
    return new ResourceFieldSelector(container, new Quantity(divisor), resource);
  }

  boolean often(int in) {
    return random.nextInt(in) == 0;
  }

  <T> @Nullable T maybe(int in, Supplier<T> value) {
    return often(in) ? value.get() : null;
  }

  @SafeVarargs
  final <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }

  String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  <T> List<T> some(int most, Supplier<T> value) {
    return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> value.get()).toList();
  }
}
