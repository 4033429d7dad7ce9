/** What the engine tells while it works; renderers consume it. */
@NullMarked
package dev.fnk.cli.event;

import org.jspecify.annotations.NullMarked;
