import { assertEquals, assertStringIncludes } from "@std/assert";
import { canStartChild, inChild, narrowFlags } from "../../src/download/in_child.ts";
import { describe, scratch } from "./archive_server.ts";

const archive = describe(new Uint8Array(3), "https://example.org/a.tar.gz");

Deno.test("narrowFlags() name one folder, whatever is in its name, and the hosts", () => {
  assertEquals(narrowFlags(["example.org", "cdn.example.org:8443"], "/da,ta/../x y").slice(1), [
    ...["read", "write"].map((kind) => `--allow-${kind}=/x y`),
    "--allow-net=example.org,cdn.example.org:8443",
  ]);
});

Deno.test("narrowFlags() name the folder that a process is started in where a comma is in its path", () => {
  assertEquals(narrowFlags(["example.org"], "/x,y").slice(1, 3), ["--allow-read=.", "--allow-write=."]);
});

Deno.test("inChild() tells an error of its process as one of this one", async () => {
  assertEquals(canStartChild(), true);
  await using dir = await scratch();
  const message = await inChild({ archive: { ...archive, url: "http://127.0.0.1:1/a.tar.gz" } }, dir.path, {
    retries: -1,
  })
    .then(() => "done", (error) => `${error.name}: ${error.message}`);
  assertStringIncludes(
    message,
    "RangeError: Cannot make download as retries must be a whole number of at least 0: got -1.",
  );
});
