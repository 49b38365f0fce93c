package dev.deepreasoning.api;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is logged while it listens, at whatever level: messages, their parameters and causes.
public final class LogLines extends Handler implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");

    private LogLines() {}

    /// Begins to listen.
    public static LogLines listen() {
        LogLines listener = new LogLines();
        listener.setLevel(Level.ALL);
        listener.root.addHandler(listener);
        return listener;
    }

    @Override
    public void publish(LogRecord line) {
        StringBuilder text = new StringBuilder(String.valueOf(line.getMessage()));
        Object[] parameters = line.getParameters();
        for (Object each : parameters == null ? new Object[0] : parameters) {
            text.append(' ').append(each);
        }
        for (Throwable each = line.getThrown(); each != null; each = each.getCause()) {
            text.append(' ').append(each);
        }
        lines.add(text.toString());
    }

    /// Whether a line holds a text.
    public boolean tell(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
