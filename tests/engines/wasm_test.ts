import process from "node:process";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { wasm } from "../../src/engines/wasm.ts";
import { tf } from "../../src/tf.ts";
import { runOperations } from "./operations.ts";

Deno.test("wasm() opens, tells what it is, and opens again", async () => {
  const engine = wasm();
  const info = await engine.open();
  assertEquals([info.backend, info.version, tf.getBackend()], ["wasm", "tfjs-backend-wasm 4.22.0", "wasm"]);
  assertEquals(tf.env().get("WASM_HAS_SIMD_SUPPORT"), true);
  assertEquals(await engine.open(), info);
  await engine.close();
});

Deno.test("wasm() leaves the process's own error handling alone", async () => {
  await wasm().open();
  assertEquals(process.listeners("unhandledRejection").length, 0);
});

Deno.test("wasm() refuses a tensor that it has no room for", async () => {
  await wasm().open();
  tf.ones([2]).dispose();
  assertThrows(
    () => tf.tidy(() => tf.fill([1.2e9], 0)),
    RangeError,
    "Cannot make a tensor as the wasm engine holds at most 4.2 GB: got 4.8 GB more, where the memory is ",
  );
});

/** Multiplies two matrices in a process of its own that has only the permissions given. */
async function multiply(...permissions: string[]) {
  const source = new URL("../../src/", import.meta.url);
  const script = `
    import { wasm } from "${source}engines/wasm.ts";
    import { tf } from "${source}tf.ts";
    await wasm().open();
    console.log(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync().join());`;
  const url = `data:application/typescript,${encodeURIComponent(script)}`;
  const args = ["run", "--no-prompt", ...permissions, url];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: new URL("../../", source) }).output();
  return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
}

Deno.test("wasm() needs no more than its permissions name", async () => {
  const [{ path }] = wasm().permissions as [Deno.ReadPermissionDescriptor];
  const [stdout, stderr] = await multiply(`--allow-read=${path}`);
  assertEquals(stdout, "3,3,3,3\n", stderr);
});

Deno.test("wasm() says which permission is missing", async () => {
  const [{ path }] = wasm().permissions as [Deno.ReadPermissionDescriptor];
  const [, stderr] = await multiply();
  const sentence = `Cannot open the wasm engine as it reads its compiled code: got no permission to read ${path}\n`;
  assertStringIncludes(stderr, `${sentence}Run again with --allow-read=${path}`);
});

Deno.test("wasm() computes the table of operations", (t) => runOperations(t, wasm()));
