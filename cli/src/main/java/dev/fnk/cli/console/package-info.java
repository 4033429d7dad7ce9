/** What a person sees: streams, exit codes, failures, and the renderers of the engine's events. */
@NullMarked
package dev.fnk.cli.console;

import org.jspecify.annotations.NullMarked;
