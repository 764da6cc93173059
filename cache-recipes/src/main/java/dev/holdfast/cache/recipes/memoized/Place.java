package dev.holdfast.cache.recipes.memoized;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in a key: which argument is put there, or which property of it, or each element of it.
 *
 * @param parameter the argument's index
 * @param path from the argument to what is put in
 * @param isMany whether the argument is a collection, whose elements are put in
 */
record Place(int parameter, List<Method> path, boolean isMany) {
    private static final String NULL = "%N";
    private static final List<Class<?>> PLAIN = List.of(
            CharSequence.class,
            Number.class,
            Boolean.class,
            Character.class,
            Enum.class,
            UUID.class,
            URI.class,
            Locale.class,
            Temporal.class,
            TemporalAmount.class);

    /** Finds the place in the method's parameters; null, and a problem, where there is none. */
    static @Nullable Place find(String text, Method method, GenericTypes types, Problems problems) {
        String[] names = text.split("\\.", -1);
        int index = index(names[0], method);
        if (index < 0) {
            problems.add(method, "there is no parameter for {" + text + "}; " + parameters(method));
            return null;
        }
        Type type = types.resolve(method.getGenericParameterTypes()[index]);
        boolean isMany = Collection.class.isAssignableFrom(GenericTypes.raw(type));
        Type element = isMany ? GenericTypes.argument(type, 0) : type;
        if (element == null) {
            problems.add(method, "{" + text + "} is a collection of nobody knows what: say so, as in List<Long>");
            return null;
        }
        Class<?> holder = GenericTypes.raw(element);
        List<Method> path = new ArrayList<>();
        for (String name : Arrays.asList(names).subList(1, names.length)) {
            Method getter = getter(holder, name);
            if (getter == null || !getter.trySetAccessible()) {
                problems.add(
                        method,
                        holder.getName() + " has no property " + name + " that can be read for {" + text
                                + "}: a public method " + name + "() or " + "get" + capital(name) + "()");
                return null;
            }
            path.add(getter);
            holder = GenericTypes.raw(types.resolve(getter.getReturnType()));
        }
        if (!isPlain(holder)) {
            problems.add(
                    method,
                    "{" + text + "} is a " + holder.getName()
                            + ", which is no part of a key: name a property of it, as in {" + text + ".id}");
            return null;
        }
        return new Place(index, List.copyOf(path), isMany);
    }

    private static int index(String name, Method method) {
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (name.equals(Integer.toString(i))
                    || (parameters[i].isNamePresent() && name.equals(parameters[i].getName()))) {
                return i;
            }
        }
        return -1;
    }

    private static String parameters(Method method) {
        Parameter[] parameters = method.getParameters();
        if (parameters.length == 0) {
            return "it has none";
        }
        if (!parameters[0].isNamePresent()) {
            return "their names are not in the class file: compile with -parameters, or use {0} to {"
                    + (parameters.length - 1) + "}";
        }
        return "they are " + Arrays.stream(parameters).map(Parameter::getName).collect(Collectors.joining(", "));
    }

    private static @Nullable Method getter(Class<?> holder, String name) {
        for (String candidate : List.of(name, "get" + capital(name), "is" + capital(name))) {
            for (Method method : holder.getMethods()) {
                if (method.getName().equals(candidate)
                        && method.getParameterCount() == 0
                        && method.getReturnType() != void.class
                        && method.getDeclaringClass() != Object.class) {
                    return method;
                }
            }
        }
        return null;
    }

    private static String capital(String name) {
        return name.isEmpty() ? "" : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static boolean isPlain(Class<?> type) {
        boolean isNumber = Number.class.isAssignableFrom(type);
        return PLAIN.stream().anyMatch(plain -> plain.isAssignableFrom(type))
                && (!isNumber
                        || type.getName().startsWith("java.lang.")
                        || BigDecimal.class.isAssignableFrom(type)
                        || BigInteger.class.isAssignableFrom(type));
    }

    /** What is put in for that value: the argument, or one element of it. */
    String text(@Nullable Object value) {
        Object part = value;
        for (Method getter : path) {
            if (part == null) {
                return NULL;
            }
            part = read(getter, part);
        }
        if (part == null) {
            return NULL;
        }
        String text = part instanceof Enum<?> constant ? constant.name() : part.toString();
        return text.indexOf('%') < 0 && text.indexOf(':') < 0
                ? text
                : text.replace("%", "%25").replace(":", "%3A");
    }

    private static @Nullable Object read(Method getter, Object holder) {
        try {
            return getter.invoke(holder);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalArgumentException(getter + " failed, so no key can be made", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(getter + " was readable when the proxy was made", e);
        }
    }
}
