package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.CacheUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a URL, made up, and how it is then written.
 *
 * @param text the URL
 */
record UrlSketch(
        String scheme,
        @Nullable String user,
        @Nullable String password,
        List<CacheUrl.HostPort> hosts,
        String path,
        Map<String, String> parameters,
        List<UrlSketch> members,
        String text) {

    private static final String ANY = "aZ09-_.~ @:/?#&=%|[],;'\"\\\u0000\n\u00e9\u20ac\ud83d\ude00";
    private static final String HOST = "abcxyz0189-_.";

    static UrlSketch madeUp(Random random) {
        return madeUp(random, 0);
    }

    private static UrlSketch madeUp(Random random, int depth) {
        String scheme = word(random, "abcXYZ", 1, 1) + word(random, "abz019+.-", 0, 8);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            parameters.put("p" + left + word(random, HOST, 0, 6), word(random, ANY, 0, 12));
        }
        return depth < 4 && random.nextInt(3) == 0
                ? composite(random, depth, scheme, parameters)
                : single(random, scheme, parameters);
    }

    private static UrlSketch composite(Random random, int depth, String scheme, Map<String, String> parameters) {
        List<UrlSketch> members = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            UrlSketch member = madeUp(random, depth + 1);
            members.add(member);
            texts.add("[" + member.text + "]");
        }
        String text = scheme + ":" + String.join("|", texts) + query(parameters, random);
        return new UrlSketch(lower(scheme), null, null, List.of(), "", parameters, members, text);
    }

    private static UrlSketch single(Random random, String scheme, Map<String, String> parameters) {
        String user = random.nextBoolean() ? null : word(random, ANY, 1, 8);
        String password = random.nextBoolean() ? null : word(random, ANY, 0, 8);
        List<CacheUrl.HostPort> hosts = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            boolean ipv6 = random.nextInt(4) == 0;
            String host = ipv6 ? "::" + word(random, "0123456789abcdef", 1, 4) : word(random, HOST, 1, 10);
            Integer port = random.nextBoolean() ? null : 1 + random.nextInt(65_535);
            hosts.add(new CacheUrl.HostPort(host, port));
            texts.add((ipv6 ? "[" + host + "]" : host) + (port == null ? "" : ":" + port));
        }
        String path = random.nextBoolean() ? "" : word(random, ANY, 1, 8);
        String text = scheme
                + "://"
                + (user == null ? "" : encoded(user, random))
                + (password == null ? "" : ":" + encoded(password, random))
                + (user == null && password == null ? "" : "@")
                + String.join(",", texts)
                + (path.isEmpty() ? "" : "/" + encoded(path, random))
                + query(parameters, random);
        return new UrlSketch(lower(scheme), user, password, hosts, path, parameters, List.of(), text);
    }

    private static String lower(String scheme) {
        return scheme.toLowerCase(Locale.ROOT);
    }

    private static String query(Map<String, String> parameters, Random random) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(encoded(value, random)));
        return query.toString();
    }

    private static String word(Random random, String alphabet, int least, int most) {
        int[] letters = alphabet.codePoints().toArray();
        StringBuilder word = new StringBuilder();
        for (int left = least + random.nextInt(most - least + 1); left > 0; left--) {
            word.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return word.toString();
    }

    /** What must be is percent-encoded, and some of what may be. */
    private static String encoded(String text, Random random) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_' || b == '.';
            if (plain && random.nextInt(8) > 0) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }

    /** Whether that is what was meant. */
    boolean isMeantBy(CacheUrl url) {
        if (url.members().size() != members.size()) {
            return false;
        }
        for (int i = 0; i < members.size(); i++) {
            if (!members.get(i).isMeantBy(url.members().get(i))) {
                return false;
            }
        }
        return url.scheme().equals(scheme)
                && java.util.Objects.equals(url.user(), user)
                && java.util.Objects.equals(url.password(), password)
                && url.hosts().equals(hosts)
                && url.path().equals(path)
                && url.parameters().equals(parameters);
    }
}
