/**
 * What a pod's spec refers to: secrets, config maps, tokens of its service account, services of its
 * namespace. No value of theirs is shown by a {@code toString}, a log or an exception.
 */
@NullMarked
package dev.fnk.kubelet.reference;

import org.jspecify.annotations.NullMarked;
