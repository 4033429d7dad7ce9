/** The lab's roles. Talks to IAM. */
@NullMarked
package dev.fnk.cli.stage.iam;

import org.jspecify.annotations.NullMarked;
