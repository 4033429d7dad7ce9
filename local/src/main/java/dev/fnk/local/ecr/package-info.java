/** ECR: moto's repositories, and an OCI registry that holds their images. */
@NullMarked
package dev.fnk.local.ecr;

import org.jspecify.annotations.NullMarked;
