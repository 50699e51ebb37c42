package dev.dewberry.storage.rig;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

    public void forget() {
        issued.clear();
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

    /// A script is several statements; none of ours has a semicolon or a question mark in a text.
    private Statement around(String sql, Statement statement) {
        List<Map<Integer, Object>> owners = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (String one : sql.split(";")) {
            Map<Integer, Object> parameters = new TreeMap<>();
            issued.put(one, parameters);
            long marks = one.chars().filter(c -> c == '?').count();
            for (int i = 0; i < marks; i++) {
                owners.add(parameters);
                positions.add(i);
            }
        }
        return proxy(Statement.class, statement, (method, arguments, result) -> {
            if (method.equals("bind")) {
                int index = (Integer) arguments[0];
                owners.get(index).put(positions.get(index), arguments[1]);
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
