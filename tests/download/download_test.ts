import { assert, assertEquals, assertRejects } from "@std/assert";
import { download, fetchFile, fetchFiles } from "../../src/download/download.ts";
import { canStartChild, narrowFlags } from "../../src/download/in_child.ts";
import { UnreachableError } from "../../src/download/open_url.ts";
import { cifarFiles, describe, listen, pack, scratch, serveBytes } from "./archive_server.ts";

const bytes = await pack(cifarFiles());

Deno.test("download() is done by another process where this one may do more, and the folder is whole", async () => {
  assert(canStartChild(), "tests run with all rights");
  await using server = listen((request) => serveBytes(bytes, request));
  await using dir = await scratch();
  const archive = describe(bytes, server.url), path = await download(archive, dir.path);
  assertEquals(path, `${dir.path}/cifar-10-batches-bin`);
  for (const [name, content] of Object.entries(cifarFiles())) {
    assertEquals(await Deno.readFile(`${path}/${name}`), content);
  }
  await assertRejects(
    () => download({ ...archive, folder: "b", checksum: { algorithm: "md5", digits: "0".repeat(32) } }, dir.path),
    Error,
    "as its md5 must be 00000000000000000000000000000000: got",
  );
});

Deno.test("download() under all rights connects nowhere else: a redirect to another host is refused before it is followed", async () => {
  let elsewhere = 0;
  await using other = listen((request) => {
    elsewhere++;
    return serveBytes(bytes, request);
  });
  await using server = listen(() => Response.redirect(other.url));
  await using dir = await scratch();
  const archive = describe(bytes, server.url);
  const error = await assertRejects(() => download(archive, dir.path), Deno.errors.NotCapable, other.host);
  assertEquals(elsewhere, 0);
  assert(error.message.includes("a host that it may redirect to is one of its redirects"), error.message);
  // One that is named beforehand is followed.
  await download({ ...archive, redirects: [other.host] }, dir.path);
  assertEquals(elsewhere, 1);
});

Deno.test("download() under all rights says which host cannot be reached", async () => {
  await using dir = await scratch();
  const archive = describe(bytes, "http://127.0.0.1:1/a.tar.gz");
  const error = await assertRejects(() => download(archive, dir.path, { retries: 0 }), UnreachableError);
  assertEquals(error.host, "127.0.0.1:1");
});

Deno.test("narrowFlags() let a program write, read, connect, start and load nothing else, even if it is hostile", async () => {
  await using server = listen(() => new Response("reached"));
  await using dir = await scratch();
  await using outside = await scratch();
  const archive = describe(bytes, "http://127.0.0.1:1/a.tar.gz"), program = `${dir.path}/hostile.ts`;
  const tries = {
    write: `Deno.writeTextFileSync(${JSON.stringify(`${outside.path}/planted`)}, "x")`,
    "write by dots": `Deno.writeTextFileSync(${
      JSON.stringify(`${dir.path}/../${outside.path.split("/").at(-1)}/planted`)
    }, "x")`,
    "link out": `Deno.symlinkSync(${JSON.stringify(outside.path)}, ${JSON.stringify(`${dir.path}/out`)})`,
    read: `Deno.readTextFileSync("/etc/passwd")`,
    connect: `await fetch("http://${server.host}/")`,
    start: `new Deno.Command("sh", { args: ["-c", "true"] }).outputSync()`,
    environment: `Deno.env.get("HOME")`,
    load: `Deno.dlopen("libc.so.6", {})`,
  };
  const lines = Object.entries(tries).map(([what, code]) =>
    `try { ${code}; console.log(${JSON.stringify(`${what}: done`)}) } catch (error) { console.log(${
      JSON.stringify(`${what}: `)
    } + error.name) }`
  );
  await Deno.writeTextFile(
    program,
    lines.join("\n") + `\nDeno.writeTextFileSync(${JSON.stringify(`${dir.path}/own`)}, "x");`,
  );
  const args = [
    "run",
    "--quiet",
    "--no-lock",
    "--no-check",
    ...narrowFlags([new URL(archive.url).host], dir.path),
    program,
  ];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } }).output();
  const said = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals(said, Object.keys(tries).map((what) => `${what}: NotCapable`));
  assertEquals(await Array.fromAsync(Deno.readDir(outside.path)), []);
  assertEquals(await Deno.readTextFile(`${dir.path}/own`), "x");
});

const weights = new TextEncoder().encode("weights");

Deno.test("fetchFile() has another process do it, which a redirect leads nowhere else", async () => {
  await using dir = await folder();
  const asked: string[] = [], other = serve((request) => (asked.push(request.url), new Response(weights)));
  const server = serve(({ url }) => {
    const path = new URL(url).pathname;
    asked.push(path);
    if (path !== "/away.pth") return new Response(weights);
    return new Response(null, { status: 302, headers: { location: `http://127.0.0.1:${other.addr.port}/b.pth` } });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`, into = `${dir.path}/deep`, known = { bytes: weights.length };
  try {
    const files = ["a.pth", "b.pth"].map((name) => ({ url: `${origin}/${name}`, ...known }));
    const paths = await fetchFiles(files, into);
    assertEquals(paths, [`${into}/a.pth`, `${into}/b.pth`]);
    assertEquals(await Deno.readFile(paths[1]!), weights);
    // Both are there: nobody is asked again.
    assertEquals(await fetchFile(files[0]!, into), paths[0]);
    assertEquals(asked, ["/a.pth", "/b.pth"]);
    const away = { url: `${origin}/away.pth`, ...known };
    await assertRejects(
      () => fetchFile(away, into),
      Deno.errors.NotCapable,
      "a host that it may redirect to is one of its redirects",
    );
    assertEquals(asked, ["/a.pth", "/b.pth", "/away.pth"]);
    assertEquals(
      await Deno.readFile(await fetchFile({ ...away, redirects: [`127.0.0.1:${other.addr.port}`] }, into)),
      weights,
    );
    const damaged = { url: `${origin}/c.pth`, ...known, checksum: { algorithm: "md5", digits: "00" } as const };
    await assertRejects(() => fetchFile(damaged, into), Error, "as its md5 must be 00: got");
    assertEquals([...Deno.readDirSync(into)].map(({ name }) => name).toSorted(), ["a.pth", "away.pth", "b.pth"]);
  } finally {
    await Promise.all([server.shutdown(), other.shutdown()]);
  }
});

Deno.test("fetchFile() says which host cannot be reached, and what patience cannot be", async () => {
  await using dir = await folder();
  const get = (patience = {}) => fetchFile({ url: "http://127.0.0.1:9/a.safetensors", bytes: 3 }, dir.path, patience);
  await assertRejects(() => get({ backoff: 0.01 }), UnreachableError, "127.0.0.1:9 must be reachable");
  await assertRejects(() => get({ retries: -1 }), RangeError, "retries must be a whole number of at least 0: got -1.");
});

function serve(answer: (request: Request) => Response) {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
}

async function folder() {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
