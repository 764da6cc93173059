package dev.holdfast.cache.recipes.memoized;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** All that is wrong with an interface, gathered to be told at once. */
final class Problems {
    private final Set<String> found = new LinkedHashSet<>();

    void add(Method method, String problem) {
        found.add(named(method) + ": " + problem);
    }

    void add(String problem) {
        found.add(problem);
    }

    /** Such as {@code Users.find(long)}. */
    static String named(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    void throwIfAny(Class<?> type) {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " can't be memoized, for " + found.size()
                    + (found.size() == 1 ? " reason:\n  " : " reasons:\n  ") + String.join("\n  ", found));
        }
    }
}
