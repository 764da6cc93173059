package dev.holdfast.cache;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a cache is and how to open it: {@code scheme://user:password@host:port,host:port/path?name=value&name=value},
 * {@code scheme:path?…}, or, for a cache made of others, {@code scheme:url|url}.
 *
 * <p>User, password, path, parameter names and values are percent-decoded; a member that has parameters or members of
 * its own, beside parameters or members of the whole, stands in brackets: {@code breaker:[redis://host?timeout=1s]}.
 * The member list of a composite without brackets ends with the URL: parameters then are the last member's.
 *
 * <p>{@link #toString()} and every message redact user and password (which of them {@code redis://secret@host} means
 * depends on the client) and each parameter that is named like a secret. Immutable.
 */
public final class CacheUrl {
    private final String scheme;
    private final @Nullable String user;
    private final @Nullable String password;
    private final List<HostPort> hosts;
    private final String path;
    private final List<CacheUrl> members;
    private final Map<String, String> parameters;

    /**
     * A host, with its port where one is given.
     *
     * @param host a name or address; an IPv6 address without its brackets
     * @param port 1 to 65535, null where none is given
     */
    public record HostPort(String host, @Nullable Integer port) {
        /**
         * The port, or the protocol's own.
         *
         * @param defaultPort where none is given
         * @return the port
         */
        public int portOr(int defaultPort) {
            return port == null ? defaultPort : port;
        }

        /** {@code host}, {@code host:port} or {@code [address]:port}. */
        @Override
        public String toString() {
            String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
            return port == null ? name : name + ":" + port;
        }
    }

    CacheUrl(
            String scheme,
            @Nullable String user,
            @Nullable String password,
            List<HostPort> hosts,
            String path,
            List<CacheUrl> members,
            Map<String, String> parameters) {
        this.scheme = scheme;
        this.user = user;
        this.password = password;
        this.hosts = List.copyOf(hosts);
        this.path = path;
        this.members = List.copyOf(members);
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * Reads a URL.
     *
     * @param url the text
     * @return the URL
     * @throws CacheConfigurationException if it is malformed: naming what to change, never quoting what may be a secret
     */
    public static CacheUrl parse(String url) {
        return CacheUrlParser.parse(url);
    }

    /**
     * What chooses the driver.
     *
     * @return lower case
     */
    public String scheme() {
        return scheme;
    }

    /**
     * The user.
     *
     * @return decoded; null where there is none
     */
    public @Nullable String user() {
        return user;
    }

    /**
     * The password: a secret.
     *
     * @return decoded; null where there is none
     */
    public @Nullable String password() {
        return password;
    }

    /**
     * The servers.
     *
     * @return in the order given, empty for a URL without {@code //}
     */
    public List<HostPort> hosts() {
        return hosts;
    }

    /**
     * What stands between the hosts and the parameters: a database, a socket's file, a name.
     *
     * @return decoded; without its first slash where there are hosts before it; empty where there is none
     */
    public String path() {
        return path;
    }

    /**
     * The URLs that a composite is made of.
     *
     * @return in the order given, empty for all others
     */
    public List<CacheUrl> members() {
        return members;
    }

    /**
     * The parameters.
     *
     * @return unmodifiable, in the order given, decoded
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * This URL with further parameters, which override its own.
     *
     * @param more names and values, not encoded
     * @return the other URL
     */
    public CacheUrl withParameters(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putAll(more);
        return new CacheUrl(scheme, user, password, hosts, path, members, all);
    }

    /**
     * Where the cache is, without user, password and parameters: what errors and events name.
     *
     * @return such as {@code redis://host:6379/0}, or {@code fallback:redis://new|memcached://old}
     */
    public String endpoint() {
        StringBuilder text = new StringBuilder(scheme).append(':');
        appendPlace(text);
        return text.toString();
    }

    private void appendPlace(StringBuilder text) {
        if (!members.isEmpty()) {
            text.append(
                    String.join("|", members.stream().map(CacheUrl::endpoint).toList()));
        } else if (hosts.isEmpty()) {
            text.append(path);
        } else {
            text.append("//")
                    .append(String.join(
                            ",", hosts.stream().map(HostPort::toString).toList()));
            text.append(path.isEmpty() ? "" : "/" + path);
        }
    }

    /**
     * Whether a parameter holds what must not be shown.
     *
     * @param parameter its name, or its value, which holds the name of another where an {@code &} was forgotten
     * @return true for passwords, tokens, keys and the like
     */
    public static boolean isSecret(String parameter) {
        String name = parameter.toLowerCase(Locale.ROOT);
        return name.contains("pass")
                || name.contains("pwd")
                || name.contains("auth")
                || name.contains("secret")
                || name.contains("token")
                || name.contains("credential")
                || name.contains("key");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheUrl that
                && scheme.equals(that.scheme)
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password)
                && hosts.equals(that.hosts)
                && path.equals(that.path)
                && members.equals(that.members)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, user, hosts, path, members, parameters.keySet());
    }

    /** The URL with every secret redacted; for reading, not for parsing. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme).append(':');
        if (!members.isEmpty()) {
            text.append(String.join(
                    "|", members.stream().map(member -> "[" + member + "]").toList()));
        } else if (hosts.isEmpty() || (user == null && password == null)) {
            appendPlace(text);
        } else {
            StringBuilder place = new StringBuilder();
            appendPlace(place);
            text.append("//***@").append(place, 2, place.length());
        }
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            boolean secret = isSecret(parameter.getKey()) || isSecret(parameter.getValue());
            text.append(separator).append(parameter.getKey()).append('=').append(secret ? "***" : parameter.getValue());
            separator = '&';
        }
        return text.toString();
    }
}
