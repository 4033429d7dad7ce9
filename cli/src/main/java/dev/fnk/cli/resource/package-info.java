/**
 * What a resource of the lab is: observed, compared, created, updated, deleted, and the graph they
 * form. Knows no cloud.
 */
@NullMarked
package dev.fnk.cli.resource;

import org.jspecify.annotations.NullMarked;
