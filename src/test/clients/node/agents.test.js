// Coding agents as their users start them: configured by their documented environment or file alone, each with tools of its
// own that are really run.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("node_modules/.bin/", import.meta.url));
const limit = 180_000;
let home;
let project;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), "agents-"));
  project = path.join(home, "project");
  await mkdir(project);
  await writeFile(path.join(project, "note.txt"), "the word is fold\n");
});
after(() => rm(home, { recursive: true, force: true }));

function run(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(bin, program), args, {
      cwd: project,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limit,
      killSignal: "SIGKILL",
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(`exit ${code}\n${out}\n${err}`))));
  });
}

test("Claude Code reads and writes at once, then reads again, and says what it found", { timeout: limit }, async () => {
  const made = path.join(project, "claude.txt");
  const read = JSON.stringify({ file_path: path.join(project, "note.txt") });
  const write = JSON.stringify({ file_path: made, content: "written by an agent" });
  const again = JSON.stringify({ file_path: made });
  const out = await run(
    "claude",
    [
      "-p",
      `call the tool Read with ${read} and call the tool Write with ${write} then call the tool Read with ${again}`,
      "--model",
      "deepreasoning",
      "--permission-mode",
      "acceptEdits",
      "--output-format",
      "json",
    ],
    {
      HOME: home,
      ANTHROPIC_BASE_URL: process.env.GATEWAY,
      ANTHROPIC_API_KEY: "unused",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
    },
  );
  const result = JSON.parse(out);
  assert.equal(result.is_error, false, out);
  assert.ok(result.num_turns >= 3, out);
  assert.match(result.result, /The tool Read said:.*written by an agent/s);
  assert.equal(await readFile(made, "utf8"), "written by an agent");
});

test("Codex runs two commands at once, then a third, and says what it printed", { timeout: limit }, async () => {
  const codex = path.join(home, "codex");
  await mkdir(codex);
  await writeFile(
    path.join(codex, "config.toml"),
    `model = "deepreasoning"
model_provider = "deepreasoning"

[model_providers.deepreasoning]
name = "DeepReasoning"
base_url = "${process.env.GATEWAY}/v1"
env_key = "DEEPREASONING_KEY"
wire_api = "responses"
`,
  );
  const command = (cmd) => `call the tool exec_command with ${JSON.stringify({ cmd })}`;
  const out = await run(
    "codex",
    [
      "exec",
      "--skip-git-repo-check",
      "--dangerously-bypass-approvals-and-sandbox",
      `${command("echo run by an agent > codex.txt")} and ${command("echo aside")} then ${command("cat note.txt codex.txt")}`,
    ],
    { HOME: home, CODEX_HOME: codex, DEEPREASONING_KEY: "unused" },
  );
  assert.match(out, /The tool exec_command said:.*the word is fold\s+run by an agent/s);
  assert.equal(await readFile(path.join(project, "codex.txt"), "utf8"), "run by an agent\n");
});
