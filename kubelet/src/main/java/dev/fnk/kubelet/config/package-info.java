/** What the node is told when it starts. */
@NullMarked
package dev.fnk.kubelet.config;

import org.jspecify.annotations.NullMarked;
