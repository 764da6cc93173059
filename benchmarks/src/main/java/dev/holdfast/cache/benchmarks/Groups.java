package dev.holdfast.cache.benchmarks;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All groups; a new one that does not race is one line here. */
final class Groups {
    private Groups() {}

    static List<Group> all() {
        return Stream.concat(
                        Courses.all().stream().<Group>map(RaceGroup::new),
                        Stream.of(new StampedeGroup(), new OutageGroup(), new MemoryGroup()))
                .toList();
    }

    /** Those named, in the order of the report; all if none is. */
    static List<Group> named(List<String> names) {
        for (String name : names) {
            if (all().stream().noneMatch(group -> group.name().equals(name))) {
                throw new IllegalArgumentException("there is no group " + name + "; there are " + list());
            }
        }
        return all().stream()
                .filter(group -> names.isEmpty() || names.contains(group.name()))
                .toList();
    }

    static String list() {
        return all().stream().map(Group::name).collect(Collectors.joining(", "));
    }
}
