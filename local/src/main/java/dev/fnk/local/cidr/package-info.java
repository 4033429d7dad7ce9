/** IPv4 ranges, as AWS judges them. */
@NullMarked
package dev.fnk.local.cidr;

import org.jspecify.annotations.NullMarked;
