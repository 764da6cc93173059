package dev.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A certificate authority for tests, and certificates of its making, in PEM files. */
public final class Certificates {
    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    public static Certificates in(Path directory, String authority) {
        Certificates certificates = new Certificates(directory);
        certificates.openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + authority,
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem");
        return certificates;
    }

    /** Signs a certificate for that subject alternative name, such as {@code IP:127.0.0.1}. */
    public void sign(String name, String alternativeName) {
        try {
            Files.writeString(directory.resolve(name + ".ext"), "subjectAltName=" + alternativeName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem");
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    private void openssl(String... words) {
        StringBuilder script = new StringBuilder("cd '" + directory + "' && openssl");
        for (String word : words) {
            script.append(" '").append(word).append('\'');
        }
        LocalDaemon.runHere(List.of("sh", "-c", script.append(" 2>&1").toString()));
    }
}
