package dev.dewberry.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/// Lets a migration that did not come to its end be run again. MariaDB commits each change of a table by
/// itself, so half of a migration may be there; each is written so that what is there is passed over
/// (`IF NOT EXISTS`). What Flyway has written down of a failure must not stand in the way of that.
final class InterruptedMigrations implements Callback {

    /// Checksums of version 1 as it was when it could not be run again, and as it is. Both make the same tables.
    private static final Map<Integer, Integer> REWORDED =
            Map.of(2023047718, 438155739, -773756052, -1602097713, -1608367664, 1055603375);

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_VALIDATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        String table = context.getConfiguration().getTable();
        try (Statement statement = context.getConnection().createStatement()) {
            if (exists(context.getConnection(), table)) {
                statement.executeUpdate("DELETE FROM " + table + " WHERE success = 0");
                for (Map.Entry<Integer, Integer> text : REWORDED.entrySet()) {
                    statement.executeUpdate("UPDATE " + table + " SET checksum = " + text.getValue()
                            + " WHERE version = '1' AND checksum = " + text.getKey());
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot look at the migrations so far", e);
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (ResultSet tables =
                connection.getMetaData().getTables(connection.getCatalog(), null, table, new String[] {"TABLE"})) {
            return tables.next();
        }
    }

    @Override
    public String getCallbackName() {
        return "interrupted migrations";
    }
}
