package dev.fnk.cli.resource;

/**
 * What others leave behind (tasks, network interfaces, objects of the cluster, roles of an earlier
 * fnk): looked for and deleted when the lab is torn down, never made, never compared.
 *
 * @param <A> what others may read of it
 */
public non-sealed interface LeftoverResource<A> extends Resource<A> {}
