/** Programs that tests run inside pods: each is one class file, which a config map brings there. */
@NullMarked
package dev.fnk.cli.e2e.inside;

import org.jspecify.annotations.NullMarked;
