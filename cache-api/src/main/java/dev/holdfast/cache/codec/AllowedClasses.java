package dev.holdfast.cache.codec;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which classes may be serialized and deserialized: those named, nothing else, and no dynamic proxy. */
final class AllowedClasses {
    private static final Pattern CLASS_OR_PACKAGE =
            Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
                    + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*(\\.\\*)?");

    /**
     * Deeper nesting is no cached value. Time is not bounded by it where hash sets or maps are allowed: of a hundred sets that
     * name each other reading computes hashes to the power of their depth, and no filter sees that.
     */
    private static final int MAX_DEPTH = 20;

    private static final int MAX_REFERENCES = 1_000_000;

    /** Object and Map.Entry have no instances in a stream; the JDK's collections ask for arrays of them. */
    private static final Set<Class<?>> ALWAYS = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Number.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Enum.class,
            Object.class,
            Map.Entry.class);

    private final Set<Class<?>> classes;
    private final Set<String> names;

    private AllowedClasses(Set<Class<?>> classes, Set<String> names) {
        this.classes = classes;
        this.names = names;
    }

    static AllowedClasses of(Class<?> type, List<String> names) {
        for (String name : names) {
            if (!CLASS_OR_PACKAGE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is neither a class name (com.acme.Order) nor a package (com.acme.orders.*)");
            }
        }
        Set<Class<?>> classes = new HashSet<>(ALWAYS);
        for (Class<?> each = element(type); each != null; each = each.getSuperclass()) {
            classes.add(each);
        }
        return new AllowedClasses(Set.copyOf(classes), Set.copyOf(names));
    }

    boolean permits(Class<?> type) {
        Class<?> element = element(type);
        return element.isPrimitive()
                || classes.contains(element)
                // a proxy is defined in its interface's package, where a package's name would let it in
                || (!Proxy.isProxyClass(element)
                        && (names.contains(element.getName()) || names.contains(element.getPackageName() + ".*")));
    }

    /** The filter for one stream of that many bytes, which therefore needs no limit of its own on them. */
    ObjectInputFilter filter(int streamBytes) {
        // each element takes a byte at least; the JDK's hash tables ask for some more than they have entries
        long longestArray = 16 + 2L * streamBytes;
        return info -> info.depth() <= MAX_DEPTH
                        && info.references() <= MAX_REFERENCES
                        && info.arrayLength() <= longestArray
                        && (info.serialClass() == null || permits(info.serialClass()))
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }

    private static Class<?> element(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }
}
