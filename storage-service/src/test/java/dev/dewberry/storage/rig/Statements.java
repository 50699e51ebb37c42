package dev.dewberry.storage.rig;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/// Remembers each different statement that was issued, with its last parameters.
public final class Statements implements StorageRig.Watch {

    private final Map<String, Map<Integer, Object>> issued = Collections.synchronizedMap(new LinkedHashMap<>());

    public Map<String, Map<Integer, Object>> issued() {
        return Map.copyOf(issued);
    }

    @Override
    public ConnectionFactory around(ConnectionFactory connections) {
        return proxy(
                ConnectionFactory.class,
                connections,
                (method, arguments, result) -> method.equals("create")
                        ? Mono.from((Publisher<?>) result).map(connection -> around((Connection) connection))
                        : result);
    }

    private Connection around(Connection connection) {
        return proxy(
                Connection.class,
                connection,
                (method, arguments, result) ->
                        method.equals("createStatement") ? around((String) arguments[0], (Statement) result) : result);
    }

    private Statement around(String sql, Statement statement) {
        Map<Integer, Object> parameters = new TreeMap<>();
        issued.put(sql, parameters);
        return proxy(Statement.class, statement, (method, arguments, result) -> {
            if (method.equals("bind")) {
                parameters.put((Integer) arguments[0], arguments[1]);
            }
            return result;
        });
    }

    private interface After {
        Object see(String method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    try {
                        return after.see(method.getName(), arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
