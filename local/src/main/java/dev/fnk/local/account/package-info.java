/** The local AWS account: its credentials, IAM and STS, and what its services ask of it. */
@NullMarked
package dev.fnk.local.account;

import org.jspecify.annotations.NullMarked;
