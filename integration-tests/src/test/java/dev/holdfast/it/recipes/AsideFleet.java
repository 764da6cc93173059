package dev.holdfast.it.recipes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several {@link AsideProcess}es on one server. */
final class AsideFleet implements AutoCloseable {
    private final List<Member> members = new ArrayList<>();

    AsideFleet(int size, String url) {
        for (int i = 0; i < size; i++) { // one after another, so that none warms up while others start
            Member member = new Member(url);
            members.add(member);
            member.expect("ready");
        }
    }

    /** One process. */
    static final class Member {
        private final Process process;
        private final BufferedReader out;
        private final PrintWriter in;

        Member(String url) {
            try {
                process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AsideProcess.class.getName(),
                                url)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                throw new AssertionError("the process does not start", e);
            }
            out = process.inputReader(StandardCharsets.UTF_8);
            in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        }

        void tell(String line) {
            in.println(line);
        }

        /** The rest of the next line, which begins with that. */
        String expect(String start) {
            try {
                String line = out.readLine();
                if (line == null || !line.startsWith(start)) {
                    throw new AssertionError("expected '" + start + "', not " + line);
                }
                return line.substring(start.length()).trim();
            } catch (IOException e) {
                throw new AssertionError("the process says no more", e);
            }
        }

        void kill() {
            process.destroyForcibly();
        }
    }

    Member member(int number) {
        return members.get(number);
    }

    /** Has these processes ask for a key at one moment. */
    void tell(List<Member> asking, String key, long loadMillis) {
        long start = System.currentTimeMillis() + 100;
        asking.forEach(member -> member.tell("get " + key + " " + loadMillis + " " + start));
    }

    /** How long each caller took, in microseconds, from the quickest to the slowest. */
    List<Long> took(List<Member> asking) {
        return asking.stream()
                .flatMap(member -> Stream.of(member.expect("took").split(" ", -1)))
                .map(Long::valueOf)
                .sorted()
                .toList();
    }

    List<Member> members() {
        return members;
    }

    @Override
    public void close() {
        members.forEach(Member::kill);
    }
}
