/** The container engine (Docker's API): containers, networks, images. Knows nothing of AWS. */
@NullMarked
package dev.fnk.local.engine;

import org.jspecify.annotations.NullMarked;
