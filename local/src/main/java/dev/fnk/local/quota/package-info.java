/** Service Quotas: what the local account may have of Fargate; the rest is moto's. */
@NullMarked
package dev.fnk.local.quota;

import org.jspecify.annotations.NullMarked;
