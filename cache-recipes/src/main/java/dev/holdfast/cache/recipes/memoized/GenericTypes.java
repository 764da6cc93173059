package dev.holdfast.cache.recipes.memoized;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the type variables of an interface's parents stand for in it. */
final class GenericTypes {
    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            short.class, Short.class,
            char.class, Character.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

    GenericTypes(Class<?> type) {
        bind(type);
    }

    /** A generic type with its arguments; equal where all of them are. */
    private record Generic(Class<?> raw, @Nullable Type owner, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return owner;
        }

        @Override
        public String toString() {
            return raw.getName()
                    + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
        }
    }

    private void bind(Class<?> type) {
        for (Type parent : type.getGenericInterfaces()) {
            Class<?> raw = raw(parent);
            if (parent instanceof ParameterizedType generic) {
                for (int i = 0; i < raw.getTypeParameters().length; i++) {
                    bindings.put(raw.getTypeParameters()[i], resolve(generic.getActualTypeArguments()[i]));
                }
            }
            bind(raw);
        }
    }

    /** The type with all its variables replaced that are known, and primitives boxed. */
    Type resolve(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, variable);
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(this::resolve)
                    .toList();
            return new Generic(raw(type), generic.getOwnerType(), arguments);
        }
        return type instanceof Class<?> plain ? BOXES.getOrDefault(plain, plain) : type;
    }

    /** The class of a type; {@link Object} for what has none. */
    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    /** The n-th argument of a type that was resolved; null if it has none. */
    static @Nullable Type argument(Type type, int number) {
        return type instanceof ParameterizedType generic && generic.getActualTypeArguments().length > number
                ? generic.getActualTypeArguments()[number]
                : null;
    }
}
