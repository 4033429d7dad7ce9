/** Services, their deployments, and what a rolling update does next. */
@NullMarked
package dev.fnk.local.ecs.model.service;

import org.jspecify.annotations.NullMarked;
