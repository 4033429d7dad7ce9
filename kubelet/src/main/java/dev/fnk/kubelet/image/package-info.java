/**
 * What an image says of itself: its configuration, as its registry has it.
 *
 * <p>The registry is asked by a client of our own on {@link java.net.http.HttpClient}. Looked at
 * were jib-core 0.28.1, which the command line builds images with (11 MB with Guava and
 * google-http-client, neither of which the node has; no bound on what is read, none on the time of
 * a whole look-up), and oras-java 0.7.0 (24 MB, 0.2 MB of them its own; says of itself that it is
 * in alpha; reads the credentials of whoever runs it). Two GETs, a token and a redirect do not
 * weigh that much.
 */
@NullMarked
package dev.fnk.kubelet.image;

import org.jspecify.annotations.NullMarked;
