/** The lab's roles. Talks to IAM. */
@NullMarked
package dev.fnk.cli.resource.iam;

import org.jspecify.annotations.NullMarked;
