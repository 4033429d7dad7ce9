/** The kubeconfig file: merged, never rewritten. */
@NullMarked
package dev.fnk.cli.kubeconfig;

import org.jspecify.annotations.NullMarked;
