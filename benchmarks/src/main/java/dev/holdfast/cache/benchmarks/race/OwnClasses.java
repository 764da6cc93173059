package dev.holdfast.cache.benchmarks.race;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The class path once more. A contender that has all classes for itself, its client's and those they stand on, has for
 * itself what the JIT compiler learns of them: contenders in one JVM do not spoil each other's call sites. Only the JDK's
 * classes are shared.
 */
final class OwnClasses extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    OwnClasses(String name) {
        super(name, classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            try {
                urls.add(Path.of(entry).toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException(entry, e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Opens a contender within. */
    Seat seat(String course, String contender, List<String> urls, String prefix) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this); // clients find their plug-ins by it
        try {
            return Class.forName(OwnSeat.class.getName(), true, this)
                    .asSubclass(Seat.class)
                    .getDeclaredConstructor(String.class, String.class, List.class, String.class)
                    .newInstance(course, contender, urls, prefix);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.equals(Seat.class.getName()) ? Seat.class : super.loadClass(name, resolve);
    }
}
