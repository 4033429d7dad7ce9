/**
 * Which cloud fnk talks to: endpoint, credentials, region. The only package that may ask for the
 * local lab.
 */
@NullMarked
package dev.fnk.cli.world;

import org.jspecify.annotations.NullMarked;
