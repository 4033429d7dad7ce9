/** JSON of requests and answers, the same for every service that speaks it. */
@NullMarked
package dev.fnk.local.json;

import org.jspecify.annotations.NullMarked;
