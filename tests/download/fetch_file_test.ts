import { assertEquals, assertRejects } from "@std/assert";
import { fetchFile, fetchFiles } from "../../src/download/fetch_file.ts";
import { UnreachableError } from "../../src/download/unreachable_error.ts";

const bytes = new TextEncoder().encode("weights");

Deno.test("fetchFile() has another process do it, which a redirect leads nowhere else", async () => {
  await using dir = await folder();
  const asked: string[] = [], other = serve((request) => (asked.push(request.url), new Response(bytes)));
  const server = serve(({ url }) => {
    const path = new URL(url).pathname;
    asked.push(path);
    if (path !== "/away.pth") return new Response(bytes);
    return new Response(null, { status: 302, headers: { location: `http://127.0.0.1:${other.addr.port}/b.pth` } });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`, into = `${dir.path}/deep`, known = { bytes: bytes.length };
  try {
    const files = ["a.pth", "b.pth"].map((name) => ({ url: `${origin}/${name}`, ...known }));
    const paths = await fetchFiles(files, into);
    assertEquals(paths, [`${into}/a.pth`, `${into}/b.pth`]);
    assertEquals(await Deno.readFile(paths[1]!), bytes);
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
      bytes,
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
