/**
 * The thread that moves what goes through the node's connections. Knows Netty, and nothing of what
 * is moved.
 */
@NullMarked
package dev.fnk.kubelet.eventloop;

import org.jspecify.annotations.NullMarked;
