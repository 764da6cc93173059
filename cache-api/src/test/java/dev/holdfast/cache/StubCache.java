package dev.holdfast.cache;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A cache made of one function: it keeps every call, and answers what the test says. */
public final class StubCache implements InvocationHandler {
    private final List<Call> calls = new ArrayList<>();
    private final Function<Call, Object> answers;
    private final DistributedCache cache = (DistributedCache)
            Proxy.newProxyInstance(StubCache.class.getClassLoader(), new Class<?>[] {DistributedCache.class}, this);

    /** One call, as the cache below saw it. */
    public record Call(String method, List<Object> arguments) {}

    public StubCache(Function<Call, Object> answers) {
        this.answers = answers;
    }

    public DistributedCache cache() {
        return cache;
    }

    public List<Call> calls() {
        return calls;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("toString")) {
            return "stub://host";
        }
        if (method.isDefault() && !method.getName().equals("unwrap")) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        Call call = new Call(method.getName(), arguments == null ? List.of() : Arrays.asList(arguments));
        calls.add(call);
        return answers.apply(call);
    }
}
