package dev.fnk.local.controlplane;

import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.controlplane.binaries.KubernetesRelease;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;

/**
 * What a control plane is told.
 *
 * @param name of the cluster
 * @param release which Kubernetes
 * @param address where the API server listens; its port is a free one
 * @param services range of the services' addresses
 * @param issuer of service account tokens, an https URL
 * @param tokenWebhook TokenReview v1 service for bearer tokens that are not Kubernetes' own
 * @param directory private directory of this control plane; made, and removed on close
 */
public record ControlPlaneSpec(
    String name,
    KubernetesRelease release,
    InetAddress address,
    CidrBlock services,
    URI issuer,
    URI tokenWebhook,
    Path directory) {}
