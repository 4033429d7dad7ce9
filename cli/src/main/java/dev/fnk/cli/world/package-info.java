/** Which cloud fnk talks to: endpoint, credentials, region. */
@NullMarked
package dev.fnk.cli.world;

import org.jspecify.annotations.NullMarked;
