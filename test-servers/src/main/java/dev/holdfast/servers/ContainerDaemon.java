package dev.holdfast.servers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A container that has this machine's network and temporary files, at the same addresses and paths as a process, and
 * runs as the user of this JVM. Killed and started again it is the same container, so that a directory outlives it and
 * its memory does not.
 */
final class ContainerDaemon extends Daemon {
    /** On every container of ours, with the run it is of: so what a killed JVM left behind is found. */
    static final String LABEL = "dev.holdfast.tests";

    private final GenericContainer<?> container;

    ContainerDaemon(Program program) {
        super(program);
        Engine.here().apiVersion().ifPresent(version -> System.getProperties().putIfAbsent("api.version", version));
        List<String> command = program.command();
        container = new GenericContainer<>(DockerImageName.parse(program.image()))
                .withNetworkMode("host")
                .withEnv(program.environment())
                .withLabel(LABEL, System.getenv().getOrDefault("HOLDFAST_RUN", "by-hand"))
                .withCreateContainerCmdModifier(create -> adapt(create, command.get(0)))
                .withCommand(command.subList(1, command.size()).toArray(new String[0]))
                .withStartupCheckStrategy(new NoCheck())
                .waitingFor(new NoWait());
        if (Images.isOurs(program.image())) {
            container.withImagePullPolicy(image -> false); // nobody has it
        }
    }

    private static void adapt(CreateContainerCmd create, String entrypoint) {
        Path files = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        HostConfig host = create.getHostConfig();
        if (host == null) {
            throw new IllegalStateException("no host configuration to bind " + files + " into");
        }
        host.withBinds(new Bind(files.toString(), new Volume(files.toString())));
        // past the image's own entry point, which would change users and owners
        create.withEntrypoint(entrypoint).withUser(user()).withWorkingDir(files.toString());
    }

    private static String user() {
        try {
            Path own = Files.createTempFile("owner", "");
            try {
                return Files.getAttribute(own, "unix:uid") + ":" + Files.getAttribute(own, "unix:gid");
            } finally {
                Files.delete(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link Daemon#start()} finds out what became of it, after a restart as after the first start. */
    private static final class NoCheck extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient engine, String id) {
            return StartupStatus.SUCCESSFUL;
        }
    }

    /** And waits until it is ready. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }

    private DockerClient engine() {
        return container.getDockerClient();
    }

    private String id() {
        return container.getContainerId();
    }

    @Override
    void launch() {
        if (container.getContainerId() == null) {
            try {
                container.start();
            } catch (ContainerLaunchException | ContainerFetchException e) {
                throw new IllegalStateException(
                        program().name() + " needs the image " + program().image()
                                + ": ./verify images pulls or makes it; or -Dservers=local",
                        e);
            }
        } else {
            engine().startContainerCmd(id()).exec();
        }
    }

    @Override
    void pause() {
        if (!isPaused()) {
            engine().pauseContainerCmd(id()).exec();
        }
    }

    @Override
    void resume() {
        if (isPaused()) {
            engine().unpauseContainerCmd(id()).exec();
        }
    }

    private boolean isPaused() {
        return Boolean.TRUE.equals(state().getPaused());
    }

    private ContainerState state() {
        return engine().inspectContainerCmd(id()).exec().getState();
    }

    @Override
    void kill() {
        if (isAlive()) {
            engine().killContainerCmd(id()).exec();
            Awaitility.await(program().name() + " to end")
                    .atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !isAlive());
        }
    }

    @Override
    boolean isAlive() {
        return id() != null && Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    String output() {
        return container.getLogs();
    }

    @Override
    String run(List<String> command) {
        try {
            ExecResult result = container.execInContainer(command.toArray(new String[0]));
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(command.get(0) + " failed: " + result.getStdout() + result.getStderr());
            }
            return result.getStdout().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
