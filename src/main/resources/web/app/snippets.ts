/** A request as a program that runs as it stands. */
import { DIALECTS, type Body, type Dialect, type Json } from './dialects';

export type Language = 'curl' | 'python' | 'node' | 'java';

export const LANGUAGES: Record<Language, { name: string; highlight: string; needs: (dialect: Dialect) => string }> = {
  curl: { name: 'cURL', highlight: 'bash', needs: () => 'curl' },
  python: {
    name: 'Python',
    highlight: 'python',
    needs: (dialect) => `pip install ${dialect === 'messages' ? 'anthropic' : 'openai'}`,
  },
  node: {
    name: 'Node',
    highlight: 'javascript',
    needs: (dialect) => `npm install ${dialect === 'messages' ? '@anthropic-ai/sdk' : 'openai'}; save as ask.mjs`,
  },
  java: {
    name: 'Java',
    highlight: 'java',
    needs: (dialect) =>
      `${dialect === 'messages' ? 'com.anthropic:anthropic-java' : 'com.openai:openai-java'}; save as Ask.java (jbang Ask.java fetches it)`,
  },
};

/** Members that the vendors' SDKs know; the gateway's own travel as extra body. */
const KNOWN: Record<Dialect, string[]> = {
  chat: ['model', 'messages', 'stream', 'stream_options', 'max_tokens', 'temperature', 'top_p', 'reasoning_effort'],
  responses: ['model', 'instructions', 'input', 'stream', 'max_output_tokens', 'temperature', 'top_p', 'reasoning'],
  // Anthropic's SDKs drop and gain names of the sampling fields from one major to the next.
  messages: ['model', 'max_tokens', 'system', 'messages', 'stream', 'thinking'],
};

/** The program.
 *
 * @param base where the gateway is, without a slash at the end
 */
export function snippet(language: Language, dialect: Dialect, request: Body, base: string): string {
  switch (language) {
    case 'curl':
      return curl(dialect, request, base);
    case 'python':
      return python(dialect, request, base);
    case 'node':
      return node(dialect, request, base);
    case 'java':
      return java(dialect, request, base);
  }
}

function curl(dialect: Dialect, request: Body, base: string): string {
  const data = JSON.stringify(request, null, 2).replaceAll("'", "'\\''");
  const key = '${DEEPREASONING_API_KEY:-unused}';
  return [
    `curl --no-buffer --fail-with-body '${base}${DIALECTS[dialect].path}' \\`,
    "  -H 'content-type: application/json' \\",
    ...(dialect === 'messages' ? ["  -H 'anthropic-version: 2023-06-01' \\"] : []),
    `  -H "${dialect === 'messages' ? 'x-api-key:' : 'authorization: Bearer'} ${key}" \\`,
    `  --data-binary '${data}'`,
    '',
  ].join('\n');
}

function split(dialect: Dialect, request: Body): { known: [string, Json][]; extra: Body } {
  const known: [string, Json][] = [];
  const extra: Body = {};
  for (const [name, value] of Object.entries(request)) {
    if (KNOWN[dialect].includes(name)) {
      known.push([name, value]);
    } else {
      extra[name] = value;
    }
  }
  return { known, extra };
}

function pythonValue(value: Json, indent: number): string {
  const pad = ' '.repeat(indent + 4);
  const end = ' '.repeat(indent);
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (Array.isArray(value)) {
    return value.length ? `[\n${value.map((each) => `${pad}${pythonValue(each, indent + 4)},\n`).join('')}${end}]` : '[]';
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    return entries.length
      ? `{\n${entries.map(([name, each]) => `${pad}${JSON.stringify(name)}: ${pythonValue(each, indent + 4)},\n`).join('')}${end}}`
      : '{}';
  }
  // A JSON string is a Python string, once what JSON leaves bare is escaped.
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ud800-\udfff]/g, (c) =>
    c >= '\ud800' && c <= '\udfff' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function python(dialect: Dialect, request: Body, base: string): string {
  const { known, extra } = split(dialect, request);
  const anthropic = dialect === 'messages';
  const lines = known.map(([name, value]) => `    ${name}=${pythonValue(value, 4)},`);
  if (Object.keys(extra).length) {
    lines.push(`    extra_body=${pythonValue(extra, 4)},`);
  }
  const head = [
    'import os',
    '',
    `from ${anthropic ? 'anthropic import Anthropic' : 'openai import OpenAI'}`,
    '',
    `client = ${anthropic ? 'Anthropic' : 'OpenAI'}(`,
    `    base_url=${JSON.stringify(anthropic ? base : `${base}/v1`)},`,
    '    api_key=os.environ.get("DEEPREASONING_API_KEY", "unused"),',
    ')',
    '',
  ];
  const call = { chat: 'chat.completions', responses: 'responses', messages: 'messages' }[dialect];
  const show = {
    chat: [
      'for chunk in stream:',
      '    if chunk.choices:',
      '        delta = chunk.choices[0].delta',
      '        print(getattr(delta, "reasoning_content", None) or delta.content or "", end="", flush=True)',
    ],
    responses: [
      'for event in stream:',
      '    if event.type in ("response.reasoning_summary_text.delta", "response.output_text.delta"):',
      '        print(event.delta, end="", flush=True)',
    ],
    messages: [
      'for event in stream:',
      '    if event.type == "content_block_delta":',
      '        if event.delta.type == "thinking_delta":',
      '            print(event.delta.thinking, end="", flush=True)',
      '        elif event.delta.type == "text_delta":',
      '            print(event.delta.text, end="", flush=True)',
    ],
  }[dialect];
  return [...head, `stream = client.${call}.create(`, ...lines, ')', ...show, 'print()', ''].join('\n');
}

function node(dialect: Dialect, request: Body, base: string): string {
  const anthropic = dialect === 'messages';
  const value = JSON.stringify(request, null, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:');
  const call = { chat: 'chat.completions', responses: 'responses', messages: 'messages' }[dialect];
  const show = {
    chat: [
      'for await (const chunk of stream) {',
      '  const delta = chunk.choices[0]?.delta;',
      '  process.stdout.write(delta?.reasoning_content ?? delta?.content ?? "");',
      '}',
    ],
    responses: [
      'for await (const event of stream) {',
      '  if (event.type === "response.reasoning_summary_text.delta" || event.type === "response.output_text.delta") {',
      '    process.stdout.write(event.delta);',
      '  }',
      '}',
    ],
    messages: [
      'for await (const event of stream) {',
      '  if (event.type === "content_block_delta") {',
      '    process.stdout.write(event.delta.thinking ?? event.delta.text ?? "");',
      '  }',
      '}',
    ],
  }[dialect];
  return [
    anthropic ? 'import Anthropic from "@anthropic-ai/sdk";' : 'import OpenAI from "openai";',
    '',
    `const client = new ${anthropic ? 'Anthropic' : 'OpenAI'}({`,
    `  baseURL: ${JSON.stringify(anthropic ? base : `${base}/v1`)},`,
    '  apiKey: process.env.DEEPREASONING_API_KEY ?? "unused",',
    '});',
    '',
    `const stream = await client.${call}.create(${value});`,
    ...show,
    'process.stdout.write("\\n");',
    '',
  ].join('\n');
}

function java(dialect: Dialect, request: Body, base: string): string {
  const { stream: _, ...rest } = request;
  const text = JSON.stringify(rest, null, 2)
    .replaceAll('\\', '\\\\')
    .replaceAll('"""', '\\"""')
    .split('\n')
    .map((line) => `                ${line}`)
    .join('\n');
  const parts = {
    chat: {
      type: 'ChatCompletionCreateParams',
      imports: ['com.openai.models.chat.completions.ChatCompletionCreateParams'],
      call: 'chat().completions()',
      show: [
        'events.stream()',
        '        .flatMap(chunk -> chunk.choices().stream())',
        '        .forEach(choice -> choice.delta().content().ifPresent(System.out::print));',
      ],
    },
    responses: {
      type: 'ResponseCreateParams',
      imports: ['com.openai.models.responses.ResponseCreateParams'],
      call: 'responses()',
      show: [
        'events.stream()',
        '        .flatMap(event -> event.outputTextDelta().stream())',
        '        .forEach(delta -> System.out.print(delta.delta()));',
      ],
    },
    messages: {
      type: 'MessageCreateParams',
      imports: ['com.anthropic.models.messages.MessageCreateParams'],
      call: 'messages()',
      show: [
        'events.stream()',
        '        .flatMap(event -> event.contentBlockDelta().stream())',
        '        .flatMap(block -> block.delta().text().stream())',
        '        .forEach(delta -> System.out.print(delta.text()));',
      ],
    },
  }[dialect];
  const vendor = dialect === 'messages' ? 'anthropic' : 'openai';
  const name = dialect === 'messages' ? 'Anthropic' : 'OpenAI';
  const url = dialect === 'messages' ? base : `${base}/v1`;
  return [
    `//DEPS com.${vendor}:${vendor}-java:RELEASE`,
    `import com.${vendor}.client.okhttp.${name}OkHttpClient;`,
    `import com.${vendor}.core.ObjectMappers;`,
    ...parts.imports.map((each) => `import ${each};`),
    '',
    'class Ask {',
    '    public static void main(String[] args) throws Exception {',
    `        var client = ${name}OkHttpClient.builder()`,
    `                .baseUrl(${JSON.stringify(url)})`,
    '                .apiKey(System.getenv().getOrDefault("DEEPREASONING_API_KEY", "unused"))',
    '                .build();',
    '        var body = ObjectMappers.jsonMapper().readValue("""',
    text,
    `                """, ${parts.type}.Body.class);`,
    `        var request = ${parts.type}.builder().body(body).build();`,
    `        try (var events = client.${parts.call}.createStreaming(request)) {`,
    ...parts.show.map((line) => `            ${line}`),
    '        }',
    '        System.out.println();',
    '        client.close();',
    '    }',
    '}',
    '',
  ].join('\n');
}
