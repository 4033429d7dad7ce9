package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;

/**
 * What is behind a claim.
 *
 * @param name the persistent volume's
 */
public record ClaimedVolume(String name, PersistentVolumeSpec spec) {}
