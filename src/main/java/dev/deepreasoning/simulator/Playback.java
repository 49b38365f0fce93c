package dev.deepreasoning.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/// Plays the steps of one answer at its pace, on the event loop of its connection. A reader that does not keep up is
/// waited for: nothing is made before it can be written.
final class Playback {
    /// Sizes by which a write ends before the end of its event.
    private static final int[] HELD_BACK = {1, 3, 2, 7, 5};

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Iterator<Step> steps;
    private final Pace pace;
    private Buffer held = Buffer.buffer();
    private int writes;
    private long timer = -1;
    private boolean over;

    Playback(Vertx vertx, HttpServerResponse response, Reply.Played reply) {
        this.vertx = vertx;
        this.response = response;
        this.steps = reply.steps();
        this.pace = reply.pace();
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
        while (!over && !response.closed()) {
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> flood());
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
                return write.pause();
            }
            case Step.Silence _ -> {
                flush();
                stop();
            }
            case Step.Cut _ -> {
                flush();
                stop();
                response.reset();
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
        response.write(all.getBuffer(0, end / 2));
        response.write(all.getBuffer(end / 2, end));
        held = all.getBuffer(end, all.length());
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
        response.end();
    }
}
