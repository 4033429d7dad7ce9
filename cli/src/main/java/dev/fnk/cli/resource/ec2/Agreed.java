package dev.fnk.cli.resource.ec2;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of several is the lab's. EC2 lets two runs make the same thing at once; all of them, and
 * all later ones, settle on one, and the others are surplus.
 *
 * @param one the one that counts
 * @param surplus those that are too many
 */
record Agreed<T>(T one, List<T> surplus) {
  Agreed {
    surplus = List.copyOf(surplus);
  }

  /**
   * @param rank which goes first; must tell any two apart, and by nothing but what EC2 tells
   *     everybody
   */
  static <T> Optional<Agreed<T>> on(List<T> candidates, Comparator<T> rank) {
    var sorted = candidates.stream().sorted(rank).toList();
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(new Agreed<>(sorted.getFirst(), sorted.subList(1, sorted.size())));
  }
}
