/** The lab's log group. Talks to CloudWatch Logs. */
@NullMarked
package dev.fnk.cli.resource.logs;

import org.jspecify.annotations.NullMarked;
