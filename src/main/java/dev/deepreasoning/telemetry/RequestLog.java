package dev.deepreasoning.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.StringJoiner;
import java.util.logging.Level;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;

/// One line for each request, always with the same keys: as text `key=value` one after the other, as JSON in the
/// member `mdc`. Its category can be turned off alone.
@ApplicationScoped
public class RequestLog {
    /// The logger's category.
    public static final String CATEGORY = "dev.deepreasoning.request";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private final boolean json;

    /// @param json the console's lines are JSON, with members for the keys
    public RequestLog(@ConfigProperty(name = "quarkus.log.console.json.enabled", defaultValue = "false") boolean json) {
        this.json = json;
    }

    /// Writes one line.
    ///
    /// @param fields in their order; no value holds a space
    void write(Map<String, String> fields) {
        if (!LOG.isLoggable(Level.INFO)) {
            return;
        }
        StringJoiner line = new StringJoiner(" ");
        fields.forEach((key, value) -> line.add(key + "=" + value));
        String message = json ? "request" : line.toString();
        ExtLogRecord entry = new ExtLogRecord(Level.INFO, message, RequestLog.class.getName());
        entry.setLoggerName(CATEGORY);
        if (json) {
            fields.forEach(entry::putMdc);
        }
        LOG.logRaw(entry);
    }
}
