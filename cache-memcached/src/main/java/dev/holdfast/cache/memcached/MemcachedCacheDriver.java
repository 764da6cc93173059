package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.ValueLimit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens caches on memcached: {@code memcached://host:11211}, or several servers by comma.
 *
 * <p>Parameters, beside those common to all URLs:
 *
 * <ul>
 *   <li>{@code protocol}: {@code text} (default) or {@code binary}. With a user and a password in the URL, text
 *       presents them as servers with {@code -Y} want it, binary by SASL PLAIN. memcached has no TLS in this driver.
 *   <li>{@code hashing}: which of several servers has a key: {@code ketama} (default; weighted ketama as libmemcached,
 *       php-memcached and pylibmc compute it), {@code libmemcached} (its default, modulo) or {@code pymemcache} (its
 *       {@code HashClient}). A server that is down keeps its keys: calls for them fail, the rest go on.
 *   <li>{@code weights}: a number from 1 to 1000 for each server, by comma, for {@code ketama}; default 1 each.
 *   <li>{@code proxied}: {@code true} behind twemproxy and its like, which forward only part of the protocol; default
 *       {@code false}.
 * </ul>
 */
public final class MemcachedCacheDriver implements CacheDriver {
    /** Made by {@link java.util.ServiceLoader}. */
    public MemcachedCacheDriver() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memcached");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        MemcachedSettings settings = MemcachedSettings.of(url, context);
        Protocol protocol = settings.protocol() == MemcachedSettings.Wire.TEXT
                ? new TextProtocol(!settings.proxied())
                : new BinaryProtocol();
        Servers servers = Servers.open(settings, protocol, context);
        return new MemcachedCache(
                settings,
                servers,
                protocol,
                new ValueLimit(context.maxValueBytes(), settings.endpoint()),
                new Expiry(context.clock()),
                capabilities(settings, servers));
    }

    private static Set<Capability> capabilities(MemcachedSettings settings, Servers servers) {
        Set<Capability> capabilities = EnumSet.of(Capability.CAS_BY_VERSION, Capability.TOUCH);
        boolean modern =
                servers.all().stream().allMatch(server -> server.facts().speaksMeta());
        if (!settings.proxied() && (modern || settings.protocol() == MemcachedSettings.Wire.BINARY)) {
            capabilities.add(Capability.GET_AND_TOUCH);
        }
        if (!settings.proxied() && modern && settings.protocol() == MemcachedSettings.Wire.TEXT) {
            capabilities.add(Capability.TTL_READ);
        }
        return Collections.unmodifiableSet(capabilities);
    }
}
