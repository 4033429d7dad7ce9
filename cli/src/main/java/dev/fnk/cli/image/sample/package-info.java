/** What runs in the sample image: one class without any dependency. */
@NullMarked
package dev.fnk.cli.image.sample;

import org.jspecify.annotations.NullMarked;
