package dev.holdfast.cache.probe;

import dev.holdfast.cache.spi.CacheDriver;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A class path of drivers, as it is for the thread that runs a test on it. It holds copies of their classes, for the
 * originals are in the module under test, which registers none.
 */
public final class DriverClassPath {
    private final Path folder;

    public DriverClassPath(Path folder) {
        this.folder = folder;
    }

    /** Registers drivers by name, be there such classes or not. */
    public void register(String... drivers) throws IOException {
        Path services = folder.resolve("META-INF/services/" + CacheDriver.class.getName());
        Files.createDirectories(services.getParent());
        Files.write(services, List.of(drivers));
    }

    /** Adds a class as it is, or as it was spoilt. */
    public void add(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Registers drivers and adds their classes. */
    public void register(Class<?>... drivers) throws IOException {
        String[] names = new String[drivers.length];
        for (int i = 0; i < drivers.length; i++) {
            names[i] = drivers[i].getName();
            for (Class<?> nested : drivers[i].getDeclaredClasses()) {
                add(nested.getName(), bytes(nested));
            }
            add(names[i], bytes(drivers[i]));
        }
        register(names);
    }

    public static byte[] bytes(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    public <T> T call(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (ProbeLoader loader = new ProbeLoader(folder, before)) {
            thread.setContextClassLoader(loader);
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Loads the drivers itself, all else by its parent. */
    private static final class ProbeLoader extends URLClassLoader {
        ProbeLoader(Path folder, ClassLoader parent) throws MalformedURLException {
            super(new URL[] {folder.toUri().toURL()}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(DriverClassPath.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
