/** Time and threads behind one interface, so that a test can own both. Knows nothing of pods. */
@NullMarked
package dev.fnk.kubelet.schedule;

import org.jspecify.annotations.NullMarked;
