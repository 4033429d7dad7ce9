/** The local AWS account: who may call, and the services that moto answers. */
@NullMarked
package dev.fnk.local.account;

import org.jspecify.annotations.NullMarked;
