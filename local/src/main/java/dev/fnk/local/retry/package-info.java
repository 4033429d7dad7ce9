/** How long to wait before something is tried again. */
@NullMarked
package dev.fnk.local.retry;

import org.jspecify.annotations.NullMarked;
