package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which of several servers has a key: as other clients compute it, so that they find the same entries. */
enum Hashing {
    /** Weighted ketama, as libmemcached's {@code KETAMA_WEIGHTED} (php-memcached, pylibmc) has it. */
    KETAMA {
        @Override
        Distribution over(List<HostPort> servers, List<Integer> weights) {
            return new Ketama(servers, weights);
        }
    },

    /** libmemcached's default: Jenkins' one-at-a-time hash, modulo the number of servers. */
    LIBMEMCACHED {
        @Override
        Distribution over(List<HostPort> servers, List<Integer> weights) {
            return key -> Integer.remainderUnsigned(oneAtATime(key), servers.size());
        }
    },

    /** pymemcache's {@code HashClient}: rendezvous hashing by MurmurHash3 of {@code host:port-key}. */
    PYMEMCACHE {
        @Override
        Distribution over(List<HostPort> servers, List<Integer> weights) {
            List<byte[]> names = servers.stream()
                    .map(server -> (server + "-").getBytes(StandardCharsets.UTF_8))
                    .toList();
            return key -> highest(names, key);
        }
    };

    /** Chooses by the key as it goes over the wire. */
    interface Distribution {
        int indexOf(byte[] key);
    }

    abstract Distribution over(List<HostPort> servers, List<Integer> weights);

    /** A ring of points, 160 a server of average weight; a key belongs to the next point. */
    private static final class Ketama implements Distribution {
        private static final int POINTS = 160;
        private static final int POINTS_A_HASH = 4;

        private final TreeMap<Long, Integer> ring = new TreeMap<>();

        Ketama(List<HostPort> servers, List<Integer> weights) {
            float total = weights.stream().mapToInt(Integer::intValue).sum();
            for (int server = 0; server < servers.size(); server++) {
                float share = weights.get(server) / total; // libmemcached's own steps, which round each time
                int hashes = (int) (float) (share * POINTS / POINTS_A_HASH * servers.size() + 1e-10);
                for (int hash = 0; hash < hashes; hash++) {
                    ByteBuffer digest = md5(Ascii.bytes(name(servers.get(server)) + "-" + hash));
                    for (int point = 0; point < POINTS_A_HASH; point++) {
                        ring.putIfAbsent(Integer.toUnsignedLong(digest.getInt()), server);
                    }
                }
            }
        }

        private static String name(HostPort server) {
            return server.portOr(MemcachedSettings.DEFAULT_PORT) == MemcachedSettings.DEFAULT_PORT
                    ? server.host()
                    : server.host() + ":" + server.port();
        }

        @Override
        public int indexOf(byte[] key) {
            Map.Entry<Long, Integer> point = ring.ceilingEntry(Integer.toUnsignedLong(md5(key).getInt()));
            return (point == null ? ring.firstEntry() : point).getValue();
        }
    }

    private static ByteBuffer md5(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(bytes))
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static int oneAtATime(byte[] key) {
        int hash = 0;
        for (byte b : key) {
            hash += b; // with its sign, as C's char has one
            hash += hash << 10;
            hash ^= hash >>> 6;
        }
        hash += hash << 3;
        hash ^= hash >>> 11;
        return hash + (hash << 15);
    }

    private static int highest(List<byte[]> names, byte[] key) {
        int winner = 0;
        long best = -1;
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i);
            long score = Integer.toUnsignedLong(Murmur3.hash(ByteBuffer.allocate(name.length + key.length)
                    .put(name)
                    .put(key)
                    .array()));
            if (score > best) {
                best = score;
                winner = i;
            }
        }
        return winner;
    }
}
