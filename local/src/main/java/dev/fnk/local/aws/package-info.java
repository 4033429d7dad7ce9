/** What every local AWS service shares: the verified request, the answer, the error, the caller. */
@NullMarked
package dev.fnk.local.aws;

import org.jspecify.annotations.NullMarked;
