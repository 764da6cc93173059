package dev.holdfast.cache;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Every method of a cache, with something to give to it and something for it to answer. */
public final class CacheMethods {
    public static final CasToken TOKEN = new CasToken() {};
    public static final Versioned ENTRY = new Versioned(new byte[] {7}, TOKEN);

    private CacheMethods() {}

    /** All that a decorator has to pass on: neither the views nor anything static. */
    public static Stream<Method> all() {
        return Arrays.stream(DistributedCache.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !Set.of("namespaced", "typed").contains(method.getName()));
    }

    /** Arguments of the right types, no two alike; every key starts with the prefix. */
    public static Object[] arguments(Method method, String prefix) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = sample(method.getParameterTypes()[i], prefix, i);
        }
        return arguments;
    }

    private static Object sample(Class<?> type, String prefix, int number) {
        if (type == String.class) {
            return prefix + "key";
        } else if (type == byte[].class) {
            return new byte[] {(byte) number};
        } else if (type == long.class) {
            return (long) number;
        } else if (type == Ttl.class) {
            return Ttl.ofSeconds(number);
        } else if (type == CasToken.class) {
            return TOKEN;
        } else if (type == Collection.class) {
            return List.of(prefix + "a", prefix + "b", prefix + "a");
        } else if (type == Map.class) {
            return inOrder(prefix, new byte[] {1}, new byte[] {2});
        } else if (type == Class.class) {
            return List.class;
        }
        throw new AssertionError("no sample of " + type);
    }

    /** An answer that no default would give; the keys of maps start with the prefix. */
    public static Object answer(String method, String prefix) {
        return switch (method) {
            case "get", "getAndTouch" -> new byte[] {9};
            case "getAll" -> inOrder(prefix, new byte[] {1}, new byte[] {2});
            case "gets" -> ENTRY;
            case "getsAll" -> inOrder(prefix, ENTRY, new Versioned(new byte[] {8}, TOKEN));
            case "add", "replace", "touch" -> true;
            case "cas" -> CasOutcome.CHANGED;
            case "ttl" -> Ttl.ofSeconds(5);
            case "capabilities" -> Set.of(Capability.TOUCH);
            case "unwrap" -> List.of("native");
            case "set", "setAll", "deleteAll", "ping", "close" -> null;
            default -> throw new AssertionError("no answer of " + method);
        };
    }

    /** As {@link #answer(String, String)}, for the methods of one name and several types too. */
    public static Object answer(StubCache.Call call, String prefix) {
        return switch (call.method()) {
            case "delete" -> call.arguments().size() == 1 ? (Object) true : CasOutcome.STORED;
            case "incr", "decr" -> call.arguments().size() == 2 ? (Object) OptionalLong.of(3) : (Object) 4L;
            default -> answer(call.method(), prefix);
        };
    }

    /** Calls the method, as a caller would: what it throws comes out as it is. */
    public static Object call(DistributedCache cache, Method method, Object... arguments) {
        try {
            return method.invoke(cache, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new AssertionError(e);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> Map<String, T> inOrder(String prefix, T first, T second) {
        Map<String, T> map = new LinkedHashMap<>();
        map.put(prefix + "b", first);
        map.put(prefix + "a", second);
        return map;
    }
}
