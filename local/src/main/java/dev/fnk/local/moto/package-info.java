/** The moto server, the Python environment that it runs in, and how calls are handed to it. */
@NullMarked
package dev.fnk.local.moto;

import org.jspecify.annotations.NullMarked;
