/** What the lab keeps in its Kubernetes cluster. Talks to the API server. */
@NullMarked
package dev.fnk.cli.resource.kubernetes;

import org.jspecify.annotations.NullMarked;
