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

Deno.test("wasm() computes on as many threads as it is told", async () => {
  for (const threads of [3, 1]) assertEquals((await wasm({ threads }).open()).threads, threads);
  assertEquals((await wasm().open()).threads, Math.min(8, navigator.hardwareConcurrency));
});

Deno.test("wasm() refuses a number of threads that is none", () => {
  for (const threads of [0, 1.5, 65, NaN]) {
    assertThrows(
      () => wasm({ threads }),
      RangeError,
      `Cannot compute on threads as there must be a whole number of them from 1 to 64: got ${threads}\nLeave \`threads\``,
    );
  }
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
async function multiply(permissions: readonly string[], before = "") {
  const source = new URL("../../src/", import.meta.url);
  const script = `
    import { wasm } from "${source}engines/wasm.ts";
    import { tf } from "${source}tf.ts";
    ${before}
    await wasm().open();
    console.log(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync().join());`;
  const url = `data:application/typescript,${encodeURIComponent(script)}`;
  const args = ["run", "--no-prompt", ...permissions, url];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: new URL("../../", source) }).output();
  return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
}

Deno.test("wasm() needs no more than its permissions name", async () => {
  const [{ path }] = wasm().permissions as [Deno.ReadPermissionDescriptor];
  const [stdout, stderr] = await multiply([`--allow-read=${path}`]);
  assertEquals(stdout, "3,3,3,3\n", stderr);
});

Deno.test("wasm() says which permission is missing", async () => {
  const [{ path }] = wasm().permissions as [Deno.ReadPermissionDescriptor];
  const [, stderr] = await multiply([]);
  const sentence = `Cannot open the wasm engine as it reads its compiled code: got no permission to read ${path}\n`;
  assertStringIncludes(stderr, `${sentence}Add --allow-read=${path} to deno run.`);
});

Deno.test("wasm() refuses a backend that others started", async () => {
  const before = `
    await import("npm:@tensorflow/tfjs-backend-wasm@4.22.0");
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    await tf.setBackend("wasm");`;
  const [, stderr] = await multiply(["--allow-all"], before);
  assertStringIncludes(
    stderr,
    "Cannot open the wasm engine as threads must share its memory: got a backend that was started by others\n" +
      'Open the engine in place of tf.setBackend("wasm").',
  );
});

Deno.test("wasm() computes the table of operations", (t) => runOperations(t, wasm()));
