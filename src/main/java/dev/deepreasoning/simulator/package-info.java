/// R1, Claude and Linkup as they are on the wire, inside the application, for the demo and for load tests: a small
/// server on 127.0.0.1 that the gateway calls as it would call the real ones.
///
/// | path | what it stands for |
/// | --- | --- |
/// | `POST /reasoner/chat/completions`, `GET /reasoner/models` | a host of DeepSeek R1, streamed and whole |
/// | `POST /anthropic/v1/messages`, `/anthropic/v1/messages/count_tokens`, `GET /anthropic/v1/models[/{id}]` | Claude |
/// | `POST /linkup/search` | Linkup |
/// | `GET /state` | calls in all, open, answered and left half-way, per upstream, as JSON |
/// | `GET /counts` | of requests with a marker `count=NAME`, by name: what each call said so far and reports, as JSON; with `?name=NAME` of these alone, and when each part was said |
///
/// Each refuses what the real one refuses, with its status and body, so that a mistake of the gateway shows. What they
/// say depends on the request alone. Every answer says that it is simulated; Claude's says how many characters of
/// reasoning it was given, repeats what tools gave back, follows a JSON schema, stop sequences and `max_tokens`, and
/// calls a tool where the choice is forced or the user writes `call the tool NAME` (once per call; `call the tool NAME
/// with {"a":1}` gives the arguments; `then call the tool NAME` waits for the results of the calls before it).
///
/// Models that their vendor has retired answer here too, so that no test depends on today; `claude.status=404` makes one
/// gone.
///
/// ## Markers
/// Pace and faults are set by configuration (`deepreasoning.simulator.*`) and, for one request, by a marker anywhere in
/// the last user text: `[[sim:claude.status=529]]`, `[[sim:r1.form=inline, r1.cut-after=5]]`. A key is for one upstream
/// (`r1.`, `claude.`, `linkup.`) or, without prefix, for all. Markers are never repeated in an answer.
///
/// | key | meaning |
/// | --- | --- |
/// | `status=N`, `retry-after=S` | answers this status with the vendor's error body (and this header) |
/// | `stall`, `stall-after=N` | never answers; falls silent after N deltas |
/// | `cut`, `cut-after=N` | closes the connection at once; after N deltas |
/// | `error-in-stream`, `error-after=N` | the vendor's error event as the first event; after N deltas; whole: a status |
/// | `keep-alives=N` | N comments (R1), pings (Claude) or blank lines (R1's whole answers) come first, one per interval |
/// | `first-token-ms=N`, `interval-ms=N` | pace; interval 0 writes as fast as the reader takes it |
/// | `tokens-per-event=N`, `tokens=N`, `r1.reasoning-tokens=N` | size of an event, of an answer, of the reasoning |
/// | `count=NAME` | the streamed calls of this request are counted by this name, at `/counts` |
/// | `chunking=odd` | writes end inside lines and inside characters, never at an event's border |
/// | `line-ends=crlf` | lines of a stream end with CR LF |
/// | `say=TEXT` | says this and nothing else, Base64url of UTF-8: R1's reasoning, Claude's answer, titles of Linkup's pages |
/// | `r1.form=` | `field` (default), `reasoning`, `details`, `openrouter`, `inline`, `inline-implicit-open`, `inline-empty`, `empty` |
/// | `r1.finish=REASON`, `r1.no-done`, `r1.no-usage` | another finish reason; no `[DONE]`; no usage |
/// | `claude.refusal`, `claude.empty`, `claude.cached` | refuses; says nothing; reads the marked prefix from its cache |
/// | `claude.count-status=N` | answers this status when tokens are counted |
/// | `linkup.empty`, `linkup.code=CODE` | finds nothing; another code beside `linkup.status` |
@NullMarked
package dev.deepreasoning.simulator;

import org.jspecify.annotations.NullMarked;
