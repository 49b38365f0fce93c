package dev.deepreasoning.api.responses;

import dev.deepreasoning.api.RequestJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Output items of the last hour, of this process, so that a client may name them in its next request instead of sending
/// them back (`item_reference`). Each belongs to one owner.
@ApplicationScoped
class RecentItems {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    /// What an item takes beside its words: its key, its places in the map.
    private static final int OVERHEAD = 256;

    private final Clock clock;
    /// In the order of their ends, for all are kept equally long.
    private final Map<Key, Item> items = new LinkedHashMap<>();

    private long bytes;

    RecentItems(Clock clock) {
        this.clock = clock;
    }

    /// Keeps an item.
    synchronized void put(String owner, String id, String json) {
        Item before = items.remove(new Key(owner, id));
        bytes -= before == null ? 0 : before.bytes();
        Item item =
                new Item(json.getBytes(StandardCharsets.UTF_8), clock.instant().plus(KEPT));
        items.put(new Key(owner, id), item);
        bytes += item.bytes();
        Iterator<Item> oldest = items.values().iterator();
        Instant now = clock.instant();
        while (oldest.hasNext()) {
            Item each = oldest.next();
            if (bytes <= MOST_BYTES && each.until().isAfter(now)) {
                return;
            }
            bytes -= each.bytes();
            oldest.remove();
        }
    }

    /// An owner's item; absent where it is another's, too old, or was never here.
    @Nullable
    RequestJson find(String owner, String id) {
        Item item = item(new Key(owner, id));
        return item == null ? null : RequestJson.parse(item.json());
    }

    private synchronized @Nullable Item item(Key key) {
        Item item = items.get(key);
        return item != null && item.until().isAfter(clock.instant()) ? item : null;
    }

    private record Key(String owner, String id) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Item(byte[] json, Instant until) {
        int bytes() {
            return json.length + OVERHEAD;
        }
    }
}
