/** The one HTTP endpoint: verifies signatures and routes each request to its service. */
@NullMarked
package dev.fnk.local.gateway;

import org.jspecify.annotations.NullMarked;
