package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.Caches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemcachedSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "'memcached://h?protocl=text', 'did you mean protocol?'",
        "'memcached://h?protocol=morse', 'text, binary'",
        "'memcached://h?hashing=md5', 'ketama, libmemcached, pymemcache'",
        "'memcached://h/0', 'leave out the path'",
        "'memcached://h,h:11211', 'name each server once'",
        "'memcached://h1,h2?weights=1', 'for each of the 2 servers'",
        "'memcached://h1,h2?weights=1,0', 'for each of the 2 servers'",
        "'memcached://h?proxied=true&protocol=binary', 'leave out protocol=binary'",
        "'memcached://user@h', 'user and password'",
        "'memcached://u:p@h?proxied=true', 'takes no credentials'",
        "'memcached:here', 'name a server'",
    })
    void open_withABadUrl_namesTheMend(String url, String mend) {
        assertThatThrownBy(() -> Caches.open(url))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining(mend);
    }

    @Test
    void open_withManyProblems_namesThemAll() {
        assertThatThrownBy(() -> Caches.open("memcached://h/db?protocol=x&hashing=y&weights=z&timeout=0"))
                .asInstanceOf(type(CacheConfigurationException.class))
                .satisfies(refused -> assertThat(refused.problems()).hasSize(5));
    }
}
