package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LoadContext;
import dev.holdfast.cache.recipes.aside.LoadException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A method whose answers are cached.
 *
 * @param target what answers where the cache does not
 * @param aside holds the answers
 * @param key of an answer
 * @param tags of an answer
 * @param ttl of an answer; null for that of the options
 * @param isOptional whether the method answers an {@link Optional}
 */
record CachedMethod(
        Target target,
        CacheAside<Object> aside,
        KeyTemplate key,
        List<KeyTemplate> tags,
        @Nullable Ttl ttl,
        boolean isOptional)
        implements Behaviour {
    @Override
    public @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
        try {
            return key.manyParameter() < 0 ? one(arguments) : many(arguments);
        } catch (LoadException e) {
            throw target.thrown(e);
        }
    }

    private @Nullable Object one(@Nullable Object[] arguments) {
        Object value = aside.get(key.key(arguments, null), load -> {
            prepare(load, arguments, null);
            Object answer = target.load(arguments);
            return answer instanceof Optional<?> optional ? optional.orElse(null) : answer;
        });
        return isOptional ? Optional.ofNullable(value) : value;
    }

    private Map<Object, Object> many(@Nullable Object[] arguments) {
        Map<String, @Nullable Object> elements = key.keys(arguments);
        Map<String, Object> values = aside.getAll(elements.keySet(), load -> {
            Map<Object, String> missing = new LinkedHashMap<>();
            for (String missed : load.keys()) {
                Object element = elements.get(missed);
                missing.put(element, missed);
                prepare(load.of(missed), arguments, element);
            }
            @Nullable Object[] fewer = arguments.clone();
            fewer[key.manyParameter()] =
                    like(target.method().getParameterTypes()[key.manyParameter()], missing.keySet());
            Map<String, Object> loaded = new LinkedHashMap<>();
            if (target.load(fewer) instanceof Map<?, ?> answers) {
                answers.forEach((element, value) -> {
                    String loadedKey = missing.get(element);
                    if (loadedKey != null && value != null) {
                        loaded.put(loadedKey, value);
                    }
                });
            }
            return loaded;
        });
        Map<Object, Object> answers = new LinkedHashMap<>();
        values.forEach((found, value) -> answers.put(elements.get(found), value));
        return answers;
    }

    private void prepare(LoadContext<Object> load, @Nullable Object[] arguments, @Nullable Object element) {
        if (ttl != null) {
            load.ttl(ttl);
        }
        tags.forEach(tag -> load.tag(tag.key(arguments, element)));
    }

    /** The elements in the kind of collection that the method takes. */
    private static Object like(Class<?> parameter, Set<Object> elements) {
        return Set.class.isAssignableFrom(parameter) ? new LinkedHashSet<>(elements) : new ArrayList<>(elements);
    }
}
