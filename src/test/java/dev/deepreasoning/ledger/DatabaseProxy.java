package dev.deepreasoning.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A way to the database that can be lost: cut, so that nobody is there any more, silent, so that nothing passes, or slow.
public final class DatabaseProxy implements AutoCloseable {
    private final int port;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passes = lock.newCondition();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean silent;
    private volatile Duration slowness = Duration.ZERO;
    private @Nullable ServerSocket door;

    /// A way that is cut from the beginning.
    public DatabaseProxy() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The address of a database by this way.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Connections that were made reach the database, new ones too.
    public void open() {
        try {
            if (door == null) {
                ServerSocket now = new ServerSocket();
                now.setReuseAddress(true);
                now.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                door = now;
                Thread.ofVirtual().start(() -> take(now));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        slow(Duration.ZERO);
        silence(false);
    }

    /// Each question takes as much longer.
    public void slow(Duration by) {
        slowness = by;
    }

    /// Nothing passes in either direction; connections stay.
    public void silence() {
        silence(true);
    }

    /// All connections end, and no new one is taken.
    public void cut() {
        try {
            ServerSocket last = door;
            door = null;
            if (last != null) {
                last.close();
            }
            for (Socket each : open) {
                each.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        silence(false);
    }

    private void silence(boolean now) {
        lock.lock();
        try {
            silent = now;
            passes.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void take(ServerSocket from) {
        try {
            while (true) {
                Socket near = from.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), Postgres.port());
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> pass(near, far, true));
                Thread.ofVirtual().start(() -> pass(far, near, false));
            }
        } catch (IOException closed) {
            // Cut.
        }
    }

    private void pass(Socket from, Socket to, boolean questions) {
        byte[] some = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                awaitPassage();
                if (questions) {
                    Thread.sleep(slowness);
                }
                out.write(some, 0, read);
            }
        } catch (IOException | InterruptedException ended) {
            open.remove(from);
        }
    }

    private void awaitPassage() throws InterruptedException {
        lock.lock();
        try {
            while (silent) {
                passes.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        cut();
    }
}
