/** VPCs as bridges of the container engine. */
@NullMarked
package dev.fnk.local.network;

import org.jspecify.annotations.NullMarked;
