package dev.fnk.cli.inventory;

/** Asks a service about one thing of its own. */
@FunctionalInterface
interface Witness {
  /** May fail as the service's client does; the failure is what cannot be told. */
  Word ask(Named what);
}
