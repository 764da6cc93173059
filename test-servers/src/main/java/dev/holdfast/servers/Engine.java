package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Docker engine, asked before any library is troubled. Ours must run on this machine and share its network and its
 * files: our tests break servers at addresses that they, their clients and each other know alike. An engine in a virtual
 * machine, as Docker Desktop's, or across a network, does not count.
 */
final class Engine {
    private static final long PATIENCE_MILLIS = 2_000;
    private static final Pattern API = Pattern.compile("\"ApiVersion\":\"([0-9.]+)\"");
    private static final Pattern HOST = Pattern.compile("\"OperatingSystem\":\"([^\"]*)\"");

    private final String address;

    /** At what DOCKER_HOST would say. */
    Engine(String address) {
        this.address = address;
    }

    static Engine here() {
        Map<String, String> environment = System.getenv();
        return new Engine(environment.getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock"));
    }

    boolean answers() {
        return apiVersion().isPresent()
                && ask("/info", HOST)
                        .filter(host -> !host.contains("Docker Desktop"))
                        .isPresent();
    }

    /** The newest version of its interface that it speaks; nothing where it does not answer. */
    Optional<String> apiVersion() {
        return ask("/version", API);
    }

    private Optional<String> ask(String path, Pattern wanted) {
        if (!address.startsWith("unix://")) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(Path.of(address.substring("unix://".length()))));
            channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(US_ASCII)));
            Matcher found = wanted.matcher(readAll(channel));
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(256 << 10);
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            while (selector.select(PATIENCE_MILLIS) > 0 && channel.read(answer) >= 0) {
                selector.selectedKeys().clear();
            }
        }
        return UTF_8.decode(answer.flip()).toString();
    }
}
