/** The lab: stages of resources, planned and executed as one graph. */
@NullMarked
package dev.fnk.cli.engine;

import org.jspecify.annotations.NullMarked;
