import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { openUrl, UnreachableError } from "../../src/download/open_url.ts";
import { listen } from "./archive_server.ts";

Deno.test("openUrl() follows a few redirects, and none to another kind of address", async () => {
  await using server = listen((request) => {
    const { pathname } = new URL(request.url), left = Number(pathname.slice(1));
    if (pathname === "/file") return new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } });
    if (pathname === "/gone") return new Response("no", { status: 410 });
    return left === 0
      ? new Response("there")
      : new Response(null, { status: 302, headers: { location: `/${left - 1}` } });
  });
  const text = async (path: string) => await new Response(await openUrl(new URL(path, server.url))).text();
  assertEquals(await text("/5"), "there");
  await assertRejects(() => text("/6"), Error, "at most 5 redirects");
  await assertRejects(() => text("/file"), Error, "a redirect must stay on http: got file:///etc/passwd");
  await assertRejects(() => text("/gone"), Error, "the server must have it: got 410");
});

Deno.test("UnreachableError is an Error that knows its host and its cause", () => {
  const cause = new TypeError("dns");
  const error = new UnreachableError("example.org:8080", "Cannot download", { cause });
  assertInstanceOf(error, Error);
  assertEquals([error.name, error.host, error.message, error.cause], [
    "UnreachableError",
    "example.org:8080",
    "Cannot download",
    cause,
  ]);
});
