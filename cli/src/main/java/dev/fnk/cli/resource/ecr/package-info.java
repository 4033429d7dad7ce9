/** The lab's image repositories. Talks to ECR. */
@NullMarked
package dev.fnk.cli.resource.ecr;

import org.jspecify.annotations.NullMarked;
