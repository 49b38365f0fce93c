/** One server-sent event: its data alone, since every dialect of the gateway repeats the name inside. */
export type ServerSentEvent = string;

/** Reads a response's events as they come (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) {
            yield data.join('\n');
            data = [];
          }
        } else if (line.startsWith('data:')) {
          data.push(line.charAt(5) === ' ' ? line.slice(6) : line.slice(5));
        }
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
