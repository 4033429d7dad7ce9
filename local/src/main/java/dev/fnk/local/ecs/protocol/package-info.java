/** What ECS's requests and answers are made of: members, pages, tags, ARNs, errors. */
@NullMarked
package dev.fnk.local.ecs.protocol;

import org.jspecify.annotations.NullMarked;
