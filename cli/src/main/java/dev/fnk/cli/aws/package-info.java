/** Clients of AWS, built when first used, and AWS's errors in words. */
@NullMarked
package dev.fnk.cli.aws;

import org.jspecify.annotations.NullMarked;
