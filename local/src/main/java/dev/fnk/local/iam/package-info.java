/** IAM policies: documents and their evaluation; pure, without I/O. */
@NullMarked
package dev.fnk.local.iam;

import org.jspecify.annotations.NullMarked;
