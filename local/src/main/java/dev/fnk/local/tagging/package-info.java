/** The Resource Groups Tagging API over moto's resources and those of the own services. */
@NullMarked
package dev.fnk.local.tagging;

import org.jspecify.annotations.NullMarked;
