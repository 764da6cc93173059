package dev.holdfast.cache.memcached;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Decides, in the place of saslauthd, who may use a memcached that was started with {@code -S}. */
final class SaslAuthority implements AutoCloseable {
    private final Path directory;
    private final ServerSocketChannel listener;

    SaslAuthority(Path directory, String user, String password) throws IOException {
        this.directory = directory;
        Path socket = directory.resolve("mux");
        Files.writeString(
                directory.resolve("memcached.conf"),
                "pwcheck_method: saslauthd\nmech_list: plain\nsaslauthd_path: " + socket + "\n");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> decide(user, password), "tck-saslauthd");
        thread.setDaemon(true);
        thread.start();
    }

    /** What tells memcached of this authority. */
    Map<String, String> environment() {
        return Map.of("SASL_CONF_PATH", directory.toString());
    }

    private void decide(String user, String password) {
        while (listener.isOpen()) {
            try (SocketChannel asker = listener.accept()) {
                DataInputStream in = new DataInputStream(Channels.newInputStream(asker));
                List<String> asked = List.of(counted(in), counted(in));
                counted(in); // the service
                counted(in); // the realm
                byte[] answer =
                        (asked.equals(List.of(user, password)) ? "OK" : "NO").getBytes(StandardCharsets.US_ASCII);
                DataOutputStream out = new DataOutputStream(Channels.newOutputStream(asker));
                out.writeShort(answer.length);
                out.write(answer);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static String counted(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
