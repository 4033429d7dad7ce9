package dev.fnk.cli.resource;

/** What has to be done to a resource. */
public sealed interface Change {
  /** Nothing. */
  record None() implements Change {}

  record Create() implements Change {}

  record Update(String reason) implements Change {}

  /** Delete, then create. */
  record Replace(String reason) implements Change {}

  record Delete() implements Change {}

  /** What is wanted cannot be had while this is there; a person has to decide. */
  record Refuse(String reason) implements Change {}

  static Change none() {
    return new None();
  }

  static Change update(String reason) {
    return new Update(reason);
  }

  static Change replace(String reason) {
    return new Replace(reason);
  }

  static Change refuse(String reason) {
    return new Refuse(reason);
  }

  /** Whether the cloud is changed by it. */
  default boolean acts() {
    return switch (this) {
      case None _, Refuse _ -> false;
      case Create _, Update _, Replace _, Delete _ -> true;
    };
  }

  /** {@code create}, {@code update}, ... as plans print and JSON carries it. */
  default String word() {
    return switch (this) {
      case None _ -> "none";
      case Create _ -> "create";
      case Update _ -> "update";
      case Replace _ -> "replace";
      case Delete _ -> "delete";
      case Refuse _ -> "refuse";
    };
  }

  /** Why; empty where the word says all. */
  default String reason() {
    return switch (this) {
      case None _, Create _, Delete _ -> "";
      case Update u -> u.reason();
      case Replace r -> r.reason();
      case Refuse r -> r.reason();
    };
  }
}
