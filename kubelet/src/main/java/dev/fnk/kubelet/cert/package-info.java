/** The serving certificate of the kubelet API, by CertificateSigningRequest. */
@NullMarked
package dev.fnk.kubelet.cert;

import org.jspecify.annotations.NullMarked;
