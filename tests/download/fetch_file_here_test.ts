import { assertEquals, assertRejects } from "@std/assert";
import { fetchFileHere } from "../../src/download/fetch_file_here.ts";
import { UnreachableError } from "../../src/download/open_url.ts";

const bytes = new TextEncoder().encode("weights"), digits = "f37072fd";
const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((b) =>
  b.toString(16).padStart(2, "0")
)
  .join("");

async function serving(work: (origin: string, asked: string[], dir: string) => Promise<void>): Promise<void> {
  const asked: string[] = [], dir = await Deno.makeTempDir();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url, method }) => {
    const path = new URL(url).pathname;
    asked.push(`${method} ${path}`);
    const to = { "/moved.pth": "/b.pth", "/around.pth": "/around.pth", "/away.pth": "ftp://host/a" }[path];
    if (to !== undefined) return new Response(null, { status: 302, headers: { location: to } });
    if (path.startsWith("/none")) return new Response(null, { status: 404 });
    return new Response(method === "HEAD" ? null : bytes, { headers: { "content-length": String(bytes.length) } });
  });
  try {
    await work(`http://127.0.0.1:${server.addr.port}`, asked, dir);
  } finally {
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("fetchFileHere() fetches a file once, whole, and leaves nothing beside it", async () => {
  await serving(async (origin, asked, dir) => {
    const url = new URL(`${origin}/models/a-${hash.slice(0, 8)}.safetensors`), into = `${dir}/deep`;
    const path = await fetchFileHere({ url: url.href }, into);
    assertEquals(await Deno.readFile(path), bytes);
    assertEquals(await fetchFileHere({ url: url.href }, into), path);
    assertEquals(asked, [`HEAD ${url.pathname}`, `GET ${url.pathname}`]);
    assertEquals([...Deno.readDirSync(into)].map(({ name }) => name), [`a-${hash.slice(0, 8)}.safetensors`]);
  });
});

Deno.test("fetchFileHere() refuses a file whose name says another checksum, what is not there, and names that are none", async () => {
  await serving(async (origin, _, dir) => {
    const get = (path: string) => fetchFileHere({ url: `${origin}${path}` }, dir, { retries: 0 });
    await assertRejects(
      () => get(`/a-${digits}.pth`),
      Error,
      `its sha256 must begin with ${digits}, as its name says: got ${hash}`,
    );
    await assertRejects(() => get("/none.safetensors"), Error, "got 404");
    for (const path of ["/", "/%2e%2e%2fa", "/a%00b", "/a%"]) {
      await assertRejects(() => get(path), RangeError, "the last part of its address must be the name");
    }
    assertEquals([...Deno.readDirSync(dir)].filter(({ name }) => !name.startsWith(".")), []);
  });
});

Deno.test("fetchFileHere() says which host cannot be reached", async () => {
  const dir = await Deno.makeTempDir();
  const get = () => fetchFileHere({ url: "http://127.0.0.1:9/a.safetensors" }, dir);
  await assertRejects(get, UnreachableError, "127.0.0.1:9 must be reachable");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("fetchFileHere() follows redirects under the name that was asked for, not for ever, and to no other protocol", async () => {
  await serving(async (origin, asked, dir) => {
    const get = (path: string) => fetchFileHere({ url: `${origin}${path}` }, dir, { retries: 0 });
    assertEquals(await Deno.readFile(await get("/moved.pth")), bytes);
    assertEquals(asked, ["HEAD /moved.pth", "HEAD /b.pth", "GET /moved.pth", "GET /b.pth"]);
    await assertRejects(() => get("/around.pth"), Error, "at most 5 redirects: got more");
    await assertRejects(() => get("/away.pth"), Error, "a redirect must stay on http: got ftp://host/a");
  });
});
