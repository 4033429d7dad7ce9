/** What an image says of itself: its configuration, as its registry has it. */
@NullMarked
package dev.fnk.kubelet.image;

import org.jspecify.annotations.NullMarked;
