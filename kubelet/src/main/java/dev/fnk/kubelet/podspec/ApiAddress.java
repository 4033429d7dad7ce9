package dev.fnk.kubelet.podspec;

/**
 * Where a pod's containers reach the API server: no task reaches the address of the service {@code
 * kubernetes}, for which there is no proxy.
 *
 * @param host name or address, without brackets
 */
public record ApiAddress(String host, int port) {}
