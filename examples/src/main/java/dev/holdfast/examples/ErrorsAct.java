package dev.holdfast.examples;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What is refused, and in which words: an error should say what to change. */
final class ErrorsAct implements Act {
    private static final Ttl TTL = Ttl.ofMinutes(2);
    private static final int LARGE = 2 << 20;

    @Override
    public String title() {
        return "Errors worth having";
    }

    @Override
    public List<String> story() {
        return List.of("Bad configuration fails at open and names its mend; a refused write leaves what was stored.");
    }

    @Override
    public void play(Stage stage) {
        boolean typo = refusedAtOpen(stage, "local:?timeuot=100ms");
        boolean scheme = refusedAtOpen(stage, "reddis://localhost");
        boolean kept = refusedAsTooLarge(stage);
        stage.promise("a misspelt parameter and an unknown scheme are refused at open", typo && scheme);
        stage.promise("a value too large is refused, and what was stored stays", kept);
    }

    private static boolean refusedAtOpen(Stage stage, String url) {
        stage.screen().line("  Caches.open(\"" + url + "\")");
        try (DistributedCache opened = Caches.open(url)) {
            stage.screen().line("    opened " + opened);
            return false;
        } catch (CacheConfigurationException e) {
            show(stage, e);
            return true;
        }
    }

    private static boolean refusedAsTooLarge(Stage stage) {
        byte[] small = "a photo".getBytes(StandardCharsets.UTF_8);
        stage.cache().set("photo", small, TTL);
        stage.screen().line("  cache.set(\"photo\", new byte[2 MiB], ttl)");
        try {
            stage.cache().set("photo", new byte[LARGE], TTL);
            stage.screen().line("    stored: this cache's maxValueBytes was raised");
            return true;
        } catch (CacheRejectedException e) {
            show(stage, e);
            return Arrays.equals(stage.cache().get("photo"), small);
        }
    }

    private static void show(Stage stage, CacheException e) {
        Screen screen = stage.screen();
        screen.line("    " + screen.paint(Ink.YELLOW, e.getClass().getSimpleName()));
        Paragraph.lines(String.valueOf(e.getMessage()), 84).forEach(text -> screen.line("    " + text));
    }
}
