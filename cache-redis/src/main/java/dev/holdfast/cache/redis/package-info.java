/**
 * The Redis driver. {@link dev.holdfast.cache.redis.RedisCacheDriver} is all that is public; what it can do, what it
 * asks of a server and how it fails is in {@code docs/redis.md}.
 */
@NullMarked
package dev.holdfast.cache.redis;

import org.jspecify.annotations.NullMarked;
