package dev.fnk.cli.resource;

/**
 * What others leave behind (tasks, objects of the cluster, roles of an earlier fnk): looked for and
 * deleted when the lab is torn down, never made, never compared.
 *
 * @param <A> what others may read of it
 */
public interface LeftoverResource<A> extends Resource<A> {
  @Override
  default boolean leftover() {
    return true;
  }

  @Override
  default Change diff(Present<A> present, ObservedState known) {
    return Change.none();
  }

  @Override
  default Present<A> create(ResourceContext context) {
    throw new IllegalStateException("fnk does not make " + label());
  }

  @Override
  default Present<A> update(Present<A> present, ResourceContext context) {
    return present;
  }
}
