package dev.holdfast.servers;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a server is started with.
 *
 * @param name for messages, such as {@code redis-server on port 7000}
 * @param image where its command is found when it runs in a container
 * @param command program and arguments; its paths are those of this machine, in a container too
 * @param ready whether it is there for its clients
 */
record Program(
        String name, String image, List<String> command, Map<String, String> environment, BooleanSupplier ready) {}
