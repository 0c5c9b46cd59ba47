/**
 * Silence for what a library says while it is loaded. TensorFlow greets on standard error before any of its settings is
 * read, so the stream itself is turned away for that moment, where Deno is allowed to.
 */
import { cstring } from "./cstring.ts";

const LIBC = "libc.so.6";
const STANDARD_ERROR = 2, WRITE_ONLY = 1;

/**
 * Runs `load` with the process's standard error turned away. Where libc may not be called it just runs.
 *
 * @param load What speaks too much; its errors come through.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { muted } from "./mute.ts";
 *
 * assertEquals(muted(() => 7), 7);
 * ```
 */
export function muted<T>(load: () => T): T {
  if (Deno.build.os !== "linux") return load();
  if (Deno.permissions.querySync({ name: "ffi", path: LIBC }).state !== "granted") return load();
  const libc = openLibc();
  if (libc === undefined) return load();
  const { dup, dup2, open, close } = libc.symbols;
  const nowhere = open(cstring("/dev/null"), WRITE_ONLY), kept = dup(STANDARD_ERROR);
  dup2(nowhere, STANDARD_ERROR);
  try {
    return load();
  } finally {
    dup2(kept, STANDARD_ERROR);
    close(kept);
    close(nowhere);
    libc.close();
  }
}

function openLibc() {
  try {
    return Deno.dlopen(LIBC, {
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      open: { parameters: ["buffer", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
  } catch {
    return undefined; // Another libc, such as musl.
  }
}
