import { assertEquals, assertRejects } from "@std/assert";
import { sha256Of } from "../../src/files/sha256_of.ts";

Deno.test("sha256Of() is FIPS 180-4's, also of a file longer than a piece", async () => {
  const path = await Deno.makeTempFile();
  // The standard's third example: a million times the letter a.
  await Deno.writeTextFile(path, "a".repeat(1_000_000));
  assertEquals(await sha256Of(path), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  const long = new Uint8Array(3 * (1 << 20) + 7).map((_, i) => i % 251);
  await Deno.writeFile(path, long);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", long));
  assertEquals(await sha256Of(path), digest.toHex());
  await Deno.remove(path);
  await assertRejects(() => sha256Of(path), Deno.errors.NotFound);
});
