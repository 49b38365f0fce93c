package dev.deepreasoning.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Plays the steps of one answer at its pace, on the event loop of its connection. A reader that does not keep up is
/// waited for: nothing is made before it can be written.
final class Playback {
    /// Sizes by which a write ends before the end of its event.
    private static final int[] HELD_BACK = {1, 3, 2, 7, 5};

    /// After so many steps other connections of this event loop have their turn.
    private static final int IN_ONE_GO = 256;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Iterator<Step> steps;
    private final Pace pace;
    private final @Nullable CountedCall counted;
    private Buffer held = Buffer.buffer();
    private int writes;
    private long timer = -1;
    private boolean over;

    Playback(Vertx vertx, HttpServerRequest request, Reply.Played reply) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.steps = reply.steps();
        this.pace = reply.pace();
        CallCounts.Named named = reply.counted();
        this.counted = named == null ? null : named.call();
    }

    void start() {
        response.setChunked(true);
        timer = vertx.setTimer(Math.max(1, pace.firstTokenMillis()), _ -> {
            timer = -1;
            if (pace.intervalMillis() == 0) {
                flood();
            } else {
                play();
                if (!over) {
                    timer = vertx.setPeriodic(pace.intervalMillis(), _ -> play());
                }
            }
        });
    }

    private void stop() {
        over = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    /// One tick: the next delta, together with whatever stands before it.
    private void play() {
        if (response.closed()) {
            stop();
            return;
        }
        if (response.writeQueueFull()) {
            return;
        }
        boolean pause = false;
        while (!over && !pause) {
            if (!steps.hasNext()) {
                end();
            } else {
                pause = take(steps.next());
            }
        }
    }

    private void flood() {
        int taken = 0;
        while (!over && !response.closed()) {
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> {
                    response.drainHandler(null);
                    flood();
                });
                return;
            }
            if (taken++ == IN_ONE_GO) {
                vertx.runOnContext(_ -> flood());
                return;
            }
            if (steps.hasNext()) {
                take(steps.next());
            } else {
                end();
            }
        }
    }

    /// @return whether the tick is used up
    private boolean take(Step step) {
        switch (step) {
            case Step.Write write -> {
                write(write.text());
                if (counted != null && write.delta()) {
                    counted.wrote();
                }
                return write.pause();
            }
            case Step.Silence _ -> {
                flush();
                stop();
            }
            case Step.Cut _ -> {
                flush();
                stop();
                // Not a reset of the response: that never tells its close handler.
                request.connection().close();
            }
        }
        return true;
    }

    private void write(String text) {
        if (text.isEmpty()) {
            return;
        }
        Buffer bytes = Buffer.buffer(pace.crlf() ? text.replace("\n", "\r\n") : text);
        if (!pace.odd()) {
            response.write(bytes);
            return;
        }
        Buffer all = held.appendBuffer(bytes);
        int end = Math.max(0, all.length() - HELD_BACK[writes++ % HELD_BACK.length]);
        int middle = insideCharacter(all, end);
        if (end > 0) {
            response.write(all.getBuffer(0, middle));
            response.write(all.getBuffer(middle, end));
        }
        held = all.getBuffer(end, all.length());
    }

    /// Where the first character of several bytes is cut; the middle if there is none.
    private static int insideCharacter(Buffer text, int end) {
        for (int i = 1; i < end; i++) {
            if ((text.getByte(i) & 0xc0) == 0x80) {
                return i;
            }
        }
        return (end + 1) / 2;
    }

    private void flush() {
        if (held.length() > 0) {
            response.write(held);
            held = Buffer.buffer();
        }
    }

    private void end() {
        flush();
        stop();
        if (counted != null) {
            counted.ended();
        }
        response.end();
    }
}
