import { assertEquals, assertStringIncludes } from "@std/assert";
import { archivePermissions } from "../../src/download/archive.ts";
import { permissionFlags } from "../../src/runner/needed_permissions.ts";
import { cifarFiles, describe, listen, pack, scratch, serveBytes } from "./archive_server.ts";

const files = cifarFiles();
const bytes = await pack(files);
const source = new URL("../../src/download/download.ts", import.meta.url).href;

async function child(
  flags: string[],
  script: string,
  env: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--config", config, ...flags, "-"],
    env: { ...env, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = command.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const { code, stdout, stderr } = await command.output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

function downloading(url: string, dir: string): string {
  const call = `await download(${JSON.stringify(describe(bytes, url))}, ${JSON.stringify(dir)}, { retries: 0 })`;
  return `import { download } from ${JSON.stringify(source)};\nconsole.log(${call});`;
}

Deno.test("download() of two processes at once fetches once, and both find the folder whole", async () => {
  let requests = 0;
  await using server = listen(async (request) => {
    requests++;
    // Long enough for the other process to want it too.
    await new Promise((resolve) => setTimeout(resolve, 500));
    return serveBytes(bytes, request);
  });
  await using dir = await scratch();
  const script = downloading(server.url, dir.path);
  const both = await Promise.all([child(["-A"], script), child(["-A"], script)]);
  assertEquals(both.map(({ code }) => code), [0, 0], both.map(({ text }) => text).join());
  assertEquals(requests, 1);
  assertEquals(await Array.fromAsync(Deno.readDir(dir.path), ({ name }) => name), ["cifar-10-batches-bin"]);
  for (const [name, content] of Object.entries(files)) {
    assertEquals(await Deno.readFile(`${dir.path}/cifar-10-batches-bin/${name}`), content);
  }
});

Deno.test("download() takes no more than archivePermissions() say", async () => {
  await using server = listen((request) => serveBytes(bytes, request));
  await using dir = await scratch();
  await using audit = await scratch();
  const data = `${dir.path}/data`;
  const flags = permissionFlags(archivePermissions(describe(bytes, server.url), data));
  assertEquals(flags, [`--allow-read=${data}`, `--allow-write=${data}`, `--allow-net=${server.host}`]);
  const log = `${audit.path}/audit.jsonl`;
  const { code, text } = await child(flags, downloading(server.url, data), { DENO_AUDIT_PERMISSIONS: log });
  assertEquals(code, 0, text);
  const used = (await Deno.readTextFile(log)).trim().split("\n").map((line) => JSON.parse(line));
  const kinds = new Set(used.map(({ permission }) => permission));
  for (const kind of ["read", "write", "net"]) assertEquals(kinds.has(kind), true, `${kind} is asked for in vain`);
});

Deno.test("download() explains a denied permission with the flag to add", async () => {
  await using server = listen((request) => serveBytes(bytes, request));
  await using dir = await scratch();
  const [read, write, net] = permissionFlags(archivePermissions(describe(bytes, server.url), dir.path));
  const script = downloading(server.url, dir.path);
  assertStringIncludes(
    (await child([write!, net!], script)).text,
    `NotCapable: Cannot look into ${dir.path} as Deno must allow read of ${dir.path}: got denied. Add ${read} to deno run.`,
  );
  assertStringIncludes(
    (await child([read!, net!], script)).text,
    `NotCapable: Cannot download ${server.url} as Deno must allow write of ${dir.path}: got denied. ` +
      `Add ${write} to deno run.`,
  );
  assertStringIncludes(
    (await child([read!, write!], script)).text,
    `NotCapable: Cannot download ${server.url} as Deno must allow net of ${server.host}: got denied. ` +
      `Add ${net} to deno run.`,
  );
});

Deno.test("download() explains that a redirect leads to a host of its own", async () => {
  await using there = listen((request) => serveBytes(bytes, request));
  await using here = listen(() => Response.redirect(there.url, 302));
  await using dir = await scratch();
  const flags = permissionFlags(archivePermissions(describe(bytes, here.url), dir.path));
  assertStringIncludes(
    (await child(flags, downloading(here.url, dir.path))).text,
    `NotCapable: Cannot follow a redirect from ${here.host} as Deno must allow net of ${there.host}: got denied. ` +
      `Add --allow-net=${there.host} to deno run.`,
  );
});
