package dev.holdfast.cache;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a {@link CacheUrl}. Not {@link java.net.URI}: it knows no host lists and quotes its whole input, password and
 * all, in its messages. Nothing here quotes text that may be part of a secret that was not percent-encoded.
 */
final class CacheUrlParser {
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?");
    private static final String ENCODE_HINT =
            "; in a user, password or parameter write '@' as %40, ':' as %3A, '/' as %2F, '?' as %3F, '#' as %23,"
                    + " '&' as %26, '%' as %25, '|' as %7C, '[' as %5B, ']' as %5D";
    private static final int MAX_DEPTH = 16;

    private final String scheme;
    private final int depth;

    private CacheUrlParser(String scheme, int depth) {
        this.scheme = scheme;
        this.depth = depth;
    }

    static CacheUrl parse(String url) {
        return parse(url.strip(), 0);
    }

    private static CacheUrl parse(String url, int depth) {
        int colon = url.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(url.substring(0, colon)).matches()) {
            throw new CacheConfigurationException(
                    null, List.of("a cache URL starts with a scheme, such as local: or redis://host:6379"));
        }
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        CacheUrlParser parser = new CacheUrlParser(scheme, depth);
        if (depth > MAX_DEPTH) {
            throw parser.problem("caches are nested deeper than " + MAX_DEPTH);
        }
        String rest = url.substring(colon + 1);
        if (rest.indexOf('#') >= 0) {
            throw parser.problem("a cache URL has no '#' part" + ENCODE_HINT);
        }
        return parser.isComposite(rest) ? parser.composite(rest) : parser.single(rest);
    }

    /** Members start with a bracket or with a scheme of their own. */
    private boolean isComposite(String rest) {
        int colon = rest.indexOf(':');
        return rest.startsWith("[")
                || rest.startsWith("|")
                || (colon > 0 && SCHEME.matcher(rest.substring(0, colon)).matches());
    }

    private CacheUrl composite(String rest) {
        List<String> texts = new ArrayList<>();
        int end = splitMembers(rest, texts);
        if (rest.indexOf('|', end) >= 0) {
            throw problem("parameters of the whole stand after its last member" + ENCODE_HINT);
        }
        List<CacheUrl> members = new ArrayList<>();
        for (String text : texts) {
            if (text.isBlank()) {
                throw problem("a member between '|' is empty");
            }
            members.add(parse(text.startsWith("[") ? text.substring(1, text.length() - 1) : text, depth + 1));
        }
        return new CacheUrl(scheme, null, null, List.of(), "", members, parameters(rest.substring(end)));
    }

    /** Adds the text of each member, in its brackets if it has any, and answers where the last one ends. */
    private int splitMembers(String rest, List<String> texts) {
        int nesting = 0;
        int start = 0;
        int end = rest.length();
        for (int i = 0; i < end; i++) {
            char c = rest.charAt(i);
            if (c == '[') {
                nesting++;
            } else if (c == ']') {
                nesting--;
                if (nesting < 0) {
                    throw problem("a ']' has no '['" + ENCODE_HINT);
                }
                if (nesting == 0 && rest.charAt(start) == '[' && i + 1 < rest.length()) {
                    if (rest.charAt(i + 1) == '?') {
                        end = i + 1;
                    } else if (rest.charAt(i + 1) != '|') {
                        throw problem("after a member's ']' comes '|', '?' or nothing" + ENCODE_HINT);
                    }
                }
            } else if (c == '|' && nesting == 0) {
                texts.add(rest.substring(start, i));
                start = i + 1;
            }
        }
        if (nesting != 0) {
            throw problem("a '[' has no ']'" + ENCODE_HINT);
        }
        texts.add(rest.substring(start, end));
        return end;
    }

    private CacheUrl single(String rest) {
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question);
        if (!place.startsWith("//")) {
            refuseAt(rest, "there is an '@' but no '//' before it");
            refuseEquals(place);
            return new CacheUrl(scheme, null, null, List.of(), decoded(place), List.of(), parameters(query));
        }
        int slash = place.indexOf('/', 2);
        String authority = place.substring(2, slash < 0 ? place.length() : slash);
        String path = slash < 0 ? "" : place.substring(slash);
        refuseAt(rest.substring(2 + authority.length()), "there is an '@' after the hosts");
        refuseEquals(path);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        List<CacheUrl.HostPort> hosts = hosts(authority.substring(at + 1), path);
        return new CacheUrl(
                scheme,
                user.isEmpty() ? null : decoded(user),
                colon < 0 ? null : decoded(userInfo.substring(colon + 1)),
                hosts,
                decoded(hosts.isEmpty() || path.isEmpty() ? path : path.substring(1)),
                List.of(),
                parameters(query));
    }

    /** A password cut at its own slash or question mark would be read as host, path or parameter, and be shown. */
    private void refuseAt(String text, String what) {
        if (text.indexOf('@') >= 0) {
            throw problem(what + ENCODE_HINT);
        }
    }

    private void refuseEquals(String path) {
        if (path.indexOf('=') >= 0) {
            throw problem("parameters stand after a '?'; in a path write '=' as %3D");
        }
    }

    private List<CacheUrl.HostPort> hosts(String text, String path) {
        List<CacheUrl.HostPort> hosts = new ArrayList<>();
        if (text.isEmpty()) {
            if (path.isEmpty()) {
                throw problem("there is no host after '//'");
            }
            return hosts;
        }
        for (String one : text.split(",", -1)) {
            hosts.add(host(one));
        }
        return hosts;
    }

    private CacheUrl.HostPort host(String text) {
        boolean bracketed = text.startsWith("[");
        int colon = bracketed ? text.indexOf("]:") + 1 : text.indexOf(':');
        boolean hasPort = bracketed ? colon > 0 : colon >= 0;
        String host = hasPort ? text.substring(0, colon) : text;
        if (!bracketed && hasPort && text.indexOf(':', colon + 1) >= 0) {
            throw problem("an IPv6 address stands in brackets, as in [::1]:6379" + ENCODE_HINT);
        }
        if (host.isEmpty()) {
            throw problem("a host is empty: write host or host:port, several with commas");
        }
        if (bracketed && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (!(bracketed ? IPV6 : HOST).matcher(host).matches()) {
            throw problem("a host has a character that no host has" + ENCODE_HINT);
        }
        return new CacheUrl.HostPort(host, hasPort ? port(text.substring(colon + 1)) : null);
    }

    private Integer port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw problem("a port must be a number from 1 to 65535" + ENCODE_HINT);
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw problem("a port must be a number from 1 to 65535" + ENCODE_HINT);
        }
        return port;
    }

    private Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query.length() <= 1) {
            return parameters;
        }
        for (String pair : query.substring(1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0 || !NAME.matcher(pair.substring(0, equals)).matches()) {
                throw problem("each parameter is name=value, joined by '&'" + ENCODE_HINT);
            }
            String name = pair.substring(0, equals);
            if (parameters.putIfAbsent(name, decoded(pair.substring(equals + 1))) != null) {
                throw problem("the parameter " + name + " is given twice");
            }
        }
        return parameters;
    }

    private String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            if (low < 0) {
                throw problem("a '%' must be followed by two hexadecimal digits" + ENCODE_HINT);
            }
            out.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw problem("percent-encoded text must be UTF-8");
        }
    }

    private CacheConfigurationException problem(String what) {
        return new CacheConfigurationException(scheme + ":…", List.of(what));
    }
}
