package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.Codec;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Reads an interface's annotations, tells all that is wrong with them at once, and says what each method does. */
final class Plan {
    private final MemoizedBuilder<?> builder;
    private final Class<?> type;
    private final Object object;
    private final GenericTypes types;
    private final Problems problems = new Problems();
    private final Map<Method, Answers> cached = new LinkedHashMap<>();
    private final Map<Type, CacheAside<Object>> asides = new HashMap<>();

    Plan(Class<?> type, Object object, MemoizedBuilder<?> builder) {
        this.builder = builder;
        this.type = type;
        this.object = object;
        this.types = new GenericTypes(type);
    }

    /** What a cached method's annotation comes to. */
    private record Answers(
            KeyTemplate key,
            List<KeyTemplate> tags,
            Type values,
            @Nullable Ttl ttl,
            boolean isOptional) {}

    /** What each method does, and what is to be closed at the end. */
    record Behaviours(Map<Method, Behaviour> methods, Collection<CacheAside<Object>> asides) {
        Behaviour of(Method method) {
            return Objects.requireNonNull(methods.get(method), "a method of the interface");
        }
    }

    Behaviours behaviours() {
        if (!type.isInterface()) {
            problems.add("it is not an interface: memoize its functions one by one with Memoized.of(...)");
        }
        List<Method> methods = Arrays.stream(type.getMethods())
                .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Problems::named))
                .toList();
        methods.forEach(this::readCached);
        checkKeys();
        Map<Method, List<KeyTemplate>> invalidated = new HashMap<>();
        Map<Method, List<KeyTemplate>> invalidatedTags = new HashMap<>();
        methods.forEach(method -> readInvalidates(method, invalidated, invalidatedTags));
        problems.throwIfAny(type);
        Map<Method, Behaviour> behaviours = new HashMap<>();
        for (Method method : methods) {
            behaviours.put(method, behaviour(method, invalidated, invalidatedTags));
        }
        for (Method bridge : type.getMethods()) {
            if (bridge.isBridge()) {
                methods.stream()
                        .filter(method -> isBridged(method, bridge))
                        .findFirst()
                        .map(behaviours::get)
                        .ifPresent(behaviour -> behaviours.put(bridge, behaviour));
            }
        }
        return new Behaviours(behaviours, asides.values());
    }

    /** Whether the bridge, which javac made for a method that narrows a generic one, stands for that method. */
    private static boolean isBridged(Method method, Method bridge) {
        boolean is = method.getName().equals(bridge.getName())
                && method.getParameterCount() == bridge.getParameterCount()
                && bridge.getReturnType().isAssignableFrom(method.getReturnType());
        for (int i = 0; is && i < bridge.getParameterCount(); i++) {
            is = bridge.getParameterTypes()[i].isAssignableFrom(method.getParameterTypes()[i]);
        }
        return is;
    }

    private void readCached(Method method) {
        Cached annotation = method.getAnnotation(Cached.class);
        if (annotation == null) {
            return;
        }
        KeyTemplate key = KeyTemplate.parse(annotation.key(), method, types, problems);
        List<KeyTemplate> tags = templates(annotation.tags(), method);
        Type answer = types.resolve(method.getGenericReturnType());
        boolean isOptional = GenericTypes.raw(answer) == Optional.class;
        boolean isMany = key != null && key.manyParameter() >= 0;
        Type values = isOptional ? GenericTypes.argument(answer, 0) : isMany ? values(method, answer) : answer;
        Ttl ttl = ttl(method, annotation.ttl());
        if (isMany && isOptional) {
            problems.add(method, "for a collection it must answer a Map, not an Optional");
        } else if (values != null && isCacheable(method, values) && key != null) {
            cached.put(method, new Answers(key, tags, values, ttl, isOptional));
        }
        if (method.isAnnotationPresent(Invalidates.class)) {
            problems.add(method, "it is both @Cached and @Invalidates: a cached call changes nothing");
        }
    }

    /** The values of a map from the elements of the collection. */
    private @Nullable Type values(Method method, Type answer) {
        if (GenericTypes.raw(answer) == Map.class) {
            return GenericTypes.argument(answer, 1);
        }
        problems.add(method, "a parameter is a collection, so it must answer a Map from its elements to their values");
        return null;
    }

    private boolean isCacheable(Method method, Type values) {
        if (values == void.class) {
            problems.add(method, "it answers nothing that could be cached");
            return false;
        }
        try {
            if (builder.codecOf(values) != null) {
                return true;
            }
            problems.add(
                    method,
                    "there is no codec for " + values.getTypeName() + ": name one by codec(...) or codecs(...)");
        } catch (RuntimeException e) {
            problems.add(method, "there is no codec for " + values.getTypeName() + ": " + e.getMessage());
        }
        return false;
    }

    private @Nullable Ttl ttl(Method method, String text) {
        if (text.isEmpty()) {
            if (builder.options() == null) {
                problems.add(method, "it has no TTL: name one, as in @Cached(ttl = \"5m\"), or give options");
            }
            return null;
        }
        Duration duration = Written.duration(text);
        if (duration == null) {
            problems.add(method, "'" + text + "' is no TTL: write it as 500ms, 30s, 5m, 1h, 2d or PT5M");
            return null;
        }
        return Ttl.of(duration);
    }

    private List<KeyTemplate> templates(String[] texts, Method method) {
        List<KeyTemplate> templates = new ArrayList<>();
        for (String text : texts) {
            KeyTemplate template = KeyTemplate.parse(text, method, types, problems);
            if (template != null) {
                templates.add(template);
            }
        }
        return templates;
    }

    /** Two methods share their keys, or have none in common. */
    private void checkKeys() {
        List<Map.Entry<Method, Answers>> all = List.copyOf(cached.entrySet());
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Answers one = all.get(i).getValue();
                Answers other = all.get(j).getValue();
                if (one.key().meets(other.key())) {
                    String both = Problems.named(all.get(i).getKey()) + " and "
                            + Problems.named(all.get(j).getKey());
                    if (!one.values().equals(other.values())) {
                        problems.add(both + " can have one key, '" + one.key() + "', for different types: "
                                + one.values().getTypeName() + " and "
                                + other.values().getTypeName());
                    } else if (!one.key().shape().equals(other.key().shape())) {
                        problems.add(both + " can have one key by chance: '" + one.key() + "' and '" + other.key()
                                + "'; begin one with another word");
                    }
                }
            }
        }
    }

    private void readInvalidates(
            Method method, Map<Method, List<KeyTemplate>> keys, Map<Method, List<KeyTemplate>> tags) {
        Invalidates annotation = method.getAnnotation(Invalidates.class);
        if (annotation == null) {
            return;
        }
        if (annotation.key().length == 0 && annotation.tags().length == 0) {
            problems.add(method, "@Invalidates names neither a key nor a tag");
        }
        Set<String> knownKeys = new LinkedHashSet<>();
        Set<String> knownTags = new LinkedHashSet<>();
        for (Answers answers : cached.values()) {
            knownKeys.add(answers.key().shape());
            answers.tags().forEach(tag -> knownTags.add(tag.shape()));
        }
        keys.put(method, known(method, templates(annotation.key(), method), knownKeys, "key"));
        tags.put(method, known(method, templates(annotation.tags(), method), knownTags, "tag"));
    }

    private List<KeyTemplate> known(Method method, List<KeyTemplate> templates, Set<String> shapes, String what) {
        for (KeyTemplate template : templates) {
            if (!shapes.contains(template.shape())) {
                problems.add(
                        method,
                        "no @Cached method of the interface has the " + what + " '" + template
                                + "' that it invalidates; "
                                + (shapes.isEmpty() ? "there is none" : "there are " + shapes));
            }
        }
        return templates;
    }

    private Behaviour behaviour(
            Method method, Map<Method, List<KeyTemplate>> keys, Map<Method, List<KeyTemplate>> tags) {
        Target target = new Target(object, method);
        method.trySetAccessible();
        Answers answers = cached.get(method);
        if (answers != null) {
            return new CachedMethod(
                    target,
                    aside(answers.values()),
                    answers.key(),
                    answers.tags(),
                    answers.ttl(),
                    answers.isOptional());
        }
        if (!keys.containsKey(method)) {
            return target::call;
        }
        return new InvalidatingMethod(
                target,
                placed(
                        keys.getOrDefault(method, List.of()),
                        (key, other) -> key.shape().equals(other.key().shape())),
                placed(
                        tags.getOrDefault(method, List.of()),
                        (tag, other) -> other.tags().stream().anyMatch(tag::meets)));
    }

    /** Where what these are for is kept: a tag's with each type, for a cache-aside knows its own loads alone. */
    private List<InvalidatingMethod.Placed> placed(
            List<KeyTemplate> templates, BiPredicate<KeyTemplate, Answers> isFor) {
        List<InvalidatingMethod.Placed> placed = new ArrayList<>();
        for (KeyTemplate template : templates) {
            cached.values().stream()
                    .filter(answers -> isFor.test(template, answers))
                    .map(answers -> aside(answers.values()))
                    .distinct()
                    .forEach(aside -> placed.add(new InvalidatingMethod.Placed(template, aside)));
        }
        return placed;
    }

    private CacheAside<Object> aside(Type values) {
        return asides.computeIfAbsent(values, this::newAside);
    }

    @SuppressWarnings("unchecked") // a codec of the type its method answers
    private CacheAside<Object> newAside(Type values) {
        Codec<Object> codec = (Codec<Object>) Objects.requireNonNull(builder.codecOf(values));
        CacheAsideOptions given = builder.options();
        CacheAsideOptions.Builder options =
                given == null ? CacheAsideOptions.ttl(Duration.ofMinutes(1)) : given.toBuilder();
        boolean hasTags =
                cached.values().stream().anyMatch(answers -> !answers.tags().isEmpty());
        return CacheAside.of(builder.cache(), codec, (hasTags ? options.tagged() : options).build());
    }
}
