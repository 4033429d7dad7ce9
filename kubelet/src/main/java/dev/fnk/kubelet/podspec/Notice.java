package dev.fnk.kubelet.podspec;

/**
 * Part of the pod's spec that is left out while the pod runs all the same.
 *
 * @param reason event reason, CamelCase
 * @param message what is left out
 */
public record Notice(String reason, String message) {}
