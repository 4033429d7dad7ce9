/** Verification of AWS Signature Version 4; pure, knows neither HTTP server nor account. */
@NullMarked
package dev.fnk.local.sigv4;

import org.jspecify.annotations.NullMarked;
