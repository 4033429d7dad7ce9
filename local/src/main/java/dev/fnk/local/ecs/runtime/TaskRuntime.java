package dev.fnk.local.ecs.runtime;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.metadata.MetadataServer;
import dev.fnk.local.network.VpcNetworks;
import java.time.Clock;

/** What tasks run on. */
public record TaskRuntime(
    LocalAccount account,
    Engine engine,
    VpcNetworks networks,
    MetadataServer metadata,
    TaskNetwork taskNetwork,
    ImagePuller images,
    Clock clock) {}
