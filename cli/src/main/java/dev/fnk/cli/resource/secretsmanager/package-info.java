/** Secrets in Secrets Manager. */
@NullMarked
package dev.fnk.cli.resource.secretsmanager;

import org.jspecify.annotations.NullMarked;
