package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.recipes.aside.BulkLoadException;
import dev.holdfast.cache.recipes.aside.LoadException;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One method of what is wrapped. */
record Target(Object object, Method method) {
    @Nullable
    Object call(@Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** As {@link #call}, for a loader. */
    @Nullable
    Object load(@Nullable Object[] arguments) throws Exception {
        try {
            return call(arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("neither an exception nor an error was thrown", e);
        }
    }

    /** What the caller of the method gets for a load that failed: what the method threw, where it may throw that. */
    Throwable thrown(LoadException failure) {
        LoadException first = failure;
        if (failure instanceof BulkLoadException bulk) {
            Iterator<LoadException> failures = bulk.failures().values().iterator();
            first = failures.next();
            while (failures.hasNext()) {
                if (failures.next().getCause() != first.getCause()) {
                    return failure;
                }
            }
        }
        Throwable cause = first.getCause();
        return first instanceof LoadFailedException && cause != null && mayThrow(cause) ? cause : failure;
    }

    private boolean mayThrow(Throwable cause) {
        if (cause instanceof RuntimeException || cause instanceof Error) {
            return true;
        }
        for (Class<?> declared : method.getExceptionTypes()) {
            if (declared.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
