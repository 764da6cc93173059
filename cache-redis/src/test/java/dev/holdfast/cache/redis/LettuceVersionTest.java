package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.LettuceVersion;
import io.netty.util.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The build runs tests twice, with the newest Lettuce and with the oldest we promise: these are what it says. */
class LettuceVersionTest {
    @Test
    void lettuceAndNetty_areThoseTheBuildNames() {
        assertThat(LettuceVersion.getVersion()).startsWith(System.getProperty("lettuce.expected"));
        Map<String, Version> netty = Version.identify();
        assertThat(netty).containsKeys("netty-common", "netty-transport", "netty-handler");
        assertThat(netty.values())
                .extracting(Version::artifactVersion)
                .containsOnly(System.getProperty("netty.expected"));
    }
}
