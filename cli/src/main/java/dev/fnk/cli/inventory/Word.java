package dev.fnk.cli.inventory;

/** What a service says of something that another source names. */
sealed interface Word {
  /**
   * @param state in the service's own word
   */
  record Exists(String state) implements Word {}

  /**
   * @param state in the service's own word, or that it does not know it
   */
  record Gone(String state) implements Word {
    static Gone notFound() {
      return new Gone("not found");
    }
  }

  /**
   * @param why for people
   */
  record CannotTell(String why) implements Word {}
}
