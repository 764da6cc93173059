package dev.holdfast.cache.recipes.aside;

import java.util.random.RandomGenerator;

/** Never early. */
enum NoEarlyRefresh implements EarlyRefresh {
    NONE;

    @Override
    public boolean isDue(long ageMillis, long ttlMillis, long loadMillis, RandomGenerator random) {
        return false;
    }
}
