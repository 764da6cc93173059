package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.codecs.CodecCourse;
import dev.holdfast.cache.benchmarks.decorators.DecoratorCourse;
import dev.holdfast.cache.benchmarks.growth.GrowthCourses;
import dev.holdfast.cache.benchmarks.local.LocalCourse;
import dev.holdfast.cache.benchmarks.memcached.MemcachedCourses;
import dev.holdfast.cache.benchmarks.near.NearCourse;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.recipes.AsideCourse;
import dev.holdfast.cache.benchmarks.redis.RedisCourses;
import java.util.List;
import java.util.stream.Stream;

/** All groups whose contenders race; a new one is one line here. */
public final class Courses {
    private Courses() {}

    /**
     * All of them.
     *
     * @return in the order in which they are played
     */
    public static List<Course> all() {
        return Stream.of(
                        Stream.of(LocalCourse.roomy(), LocalCourse.tight()),
                        Stream.of(DecoratorCourse.alone(), DecoratorCourse.aroundRedis(), DecoratorCourse.breaker()),
                        RedisCourses.all(),
                        MemcachedCourses.all(),
                        Stream.of(
                                NearCourse.roomy(),
                                NearCourse.tight(),
                                NearCourse.many(),
                                new AsideCourse(),
                                new CodecCourse()),
                        GrowthCourses.all())
                .<Course>flatMap(courses -> courses)
                .toList();
    }

    /**
     * One of them.
     *
     * @param name its name
     * @return it
     */
    public static Course named(String name) {
        return all().stream()
                .filter(course -> course.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no group " + name));
    }
}
