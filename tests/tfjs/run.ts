/**
 * Runs tfjs-core's own tests on an engine in processes of their own, and goes on after one that crashed.
 *
 *     deno run -A tests/tfjs/run.ts ENGINE [SHARE]     what fails, line by line
 */
import { fileURLToPath } from "node:url";

/** What became of a spec. */
export interface Result {
  readonly id: string;
  readonly status: "passed" | "failed" | "pending" | "crashed";
  readonly message?: string;
}

/**
 * Runs the specs.
 *
 * @param engine A name of engines.ts.
 * @param share Of so many specs, one is run; the same ones each time.
 */
export async function run(engine: string, share = 1): Promise<Result[]> {
  const path = await Deno.makeTempFile();
  try {
    for (let begun = -1;;) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-check",
          fileURLToPath(new URL("./specs.ts", import.meta.url)),
          engine,
          path,
          `${share}`,
        ],
        env: { NO_COLOR: "1" },
        stdout: "null",
        stderr: "piped",
      }).output();
      const lines = (await Deno.readTextFile(path)).split("\n").filter(Boolean).map((line) => JSON.parse(line));
      if (lines.at(-1)?.status === "done") return resultsOf(lines);
      if (lines.length === begun) {
        const said = new TextDecoder().decode(stderr).slice(-2000);
        throw new Error(`Cannot go on with the tests of tfjs as a process began none: got code ${code}\n${said}`);
      }
      begun = lines.length;
    }
  } finally {
    await Deno.remove(path);
  }
}

function resultsOf(lines: readonly { id: string; status: string; message?: string }[]): Result[] {
  const results = new Map<string, Result>();
  for (const { id, status, message } of lines) {
    if (status === "done") continue;
    const known = status === "begun" ? "crashed" : status as Result["status"];
    results.set(id, { id, status: known, ...message !== undefined && { message } });
  }
  return [...results.values()];
}

if (import.meta.main) {
  const [engine, share] = Deno.args as [string, string?], results = await run(engine, Number(share ?? 1));
  for (const { id, status, message = "" } of results) {
    if (status === "failed" || status === "crashed") console.log(`${status} ${id}   ${message.replaceAll("\n", " ")}`);
  }
  const count = (status: string) => results.filter((result) => result.status === status).length;
  console.log(`${engine}: ${["passed", "failed", "crashed", "pending"].map((s) => `${count(s)} ${s}`).join(", ")}`);
}
