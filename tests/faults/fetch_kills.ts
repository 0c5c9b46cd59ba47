/** Kills in the middle of a download, of unpacking, of a table beside it, of an export: what has its final name is whole, and the next try makes all of it. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readSafetensors } from "../../src/files/safetensors.ts";
import { generator } from "../../mod.ts";
import { archiveOf } from "./tar.ts";
import type { Fetching } from "./fetch_program.ts";
import { command, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

const PROGRAM = "fetch_program.ts";
const drawn = generator(3);
const bodies = Array.from({ length: 300 }, () => Array.from({ length: 200 }, drawn).join());
const bytes = archiveOf([
  { name: "data/", type: "5" },
  ...bodies.map((body, i) => ({ name: `data/${i % 7}/${i}`, body })),
]);
const checksum = { algorithm: "sha256", digits: createHash("sha256").update(bytes).digest("hex") } as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A body that comes a little at a time. */
const slowly = (from: number) =>
  new ReadableStream<Uint8Array>({
    async start(controller) {
      for (let at = from; at < bytes.length; at += 16_384) {
        controller.enqueue(bytes.subarray(at, at + 16_384));
        await pause(4);
      }
      controller.close();
    },
  });
const answer = (request: Request) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
  const headers = { "content-length": String(bytes.length - from), etag: '"one"' };
  if (from === 0) return new Response(slowly(0), { headers });
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  return new Response(slowly(from), { status: 206, headers: { ...headers, "content-range": range } });
};

/** What lies in a folder under final names, all of it looked into. */
async function mustBeWhole(folder: string): Promise<string[]> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name),
    final = names.filter((name) => !name.startsWith("."));
  for (const name of final) {
    const path = join(folder, name);
    if (name === "data") {
      for (const [i, body] of bodies.entries()) {
        must(await Deno.readTextFile(join(path, `${i % 7}`, `${i}`)) === body, `${path} lacks some of file ${i}`);
      }
    } else if (name === "table.csv") must((await Deno.readTextFile(path)).endsWith("\nend"), `${path} is cut`);
    else if (name === "model.safetensors") await readSafetensors(path);
    else must((await Deno.readFile(path)).length === bytes.length, `${path} is not whole`);
  }
  return names;
}

/** kill -9 while something is fetched or made. */
export const fetchKills: Kind = {
  name: "kill -9 while files are fetched and made",
  async run({ long, seed, folder }, tally) {
    const next = generator(seed), abort = new AbortController();
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {}, signal: abort.signal }, answer);
    const archive = {
      ...{ url: `http://127.0.0.1:${server.addr.port}/a.tar.gz`, bytes: bytes.length, checksum, folder: "data" },
      unpacked: 1e7,
    };
    const all = ["archive", "archive by a child", "file", "table", "model"] as const;
    const whats: readonly Fetching["what"][] = long
      ? all.flatMap((what) => Array(24).fill(what))
      : ["archive", "table"];
    // A killed one is followed by the next try in the same folder.
    const work = (what: string) => join(folder, what.replaceAll(" ", "_"));
    for (const what of new Set(whats)) await Deno.mkdir(work(what));
    const times = new Map<string, number>();
    for (const what of whats) {
      const place = work(what), plan: Fetching = { what, archive };
      await attempt(tally, what, async () => {
        const child = command(place, plan, PROGRAM).spawn(), began = { at: 0 };
        let killed = false, timer: ReturnType<typeof setTimeout> | undefined;
        const errors = new Response(child.stderr).text();
        for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
          if (!text.includes("BEGIN")) continue;
          began.at = performance.now();
          timer = setTimeout(() => {
            try {
              child.kill("SIGKILL");
              killed = true;
            } catch {
              // It has ended.
            }
          }, next() * (times.get(what) ?? 250));
        }
        const { code } = await child.status;
        clearTimeout(timer);
        // The next kill comes at any time of a whole one.
        if (!killed) times.set(what, performance.now() - began.at);
        must(killed || code === 0, `it ended with ${code}: ${sentenceIn(await errors)}`);
        const names = await mustBeWhole(place);
        must(killed || names.some((name) => !name.startsWith(".")), "it left nothing");
        if (!killed) await Deno.remove(place, { recursive: true }), await Deno.mkdir(place);
      });
    }
    for (const what of new Set(whats)) {
      await attempt(tally, `${what}, at last`, async () => {
        const { code, output } = await spawn(work(what), { what, archive }, PROGRAM);
        must(code === 0, sentenceIn(output));
        const names = await mustBeWhole(work(what)), left = names.filter((name) => name.startsWith("."));
        must(what === "table" || what === "model" || left.length === 0, `there are left ${left}`);
      });
    }
    abort.abort();
    await server.finished;
  },
};
