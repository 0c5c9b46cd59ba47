/**
 * Loads CUDA before TensorFlow looks for it. TensorFlow asks the loader for bare names such as `libcudart.so.12`; a
 * library that is loaded already answers to its name, wherever it lies and whoever may use its symbols. The search path
 * of a running process cannot be changed instead.
 */
import { basename } from "node:path";
import { shellWord } from "../../../../terminal/permission_flag.ts";
import { checkElf } from "../elf.ts";

/** What came of it. */
export interface Preloaded {
  /** The libraries that are loaded, by absolute path. */
  readonly loaded: readonly string[];
  /** Why others are not, by their names. */
  readonly refused: Readonly<Record<string, string>>;
}

/**
 * Loads libraries one after the other. One that cannot be loaded is no error, as TensorFlow runs on the CPU then.
 *
 * @param files Absolute paths, each after those it needs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { preloadCuda } from "./preload_cuda.ts";
 *
 * const { loaded, refused } = await preloadCuda(["/no/such/libcudart.so.12"]);
 * assertEquals([loaded, Object.keys(refused)], [[], ["libcudart.so.12"]]);
 * ```
 */
export async function preloadCuda(files: readonly string[]): Promise<Preloaded> {
  const loaded: string[] = [], refused: Record<string, string> = {};
  for (const path of files) {
    try {
      if (Deno.permissions.querySync({ name: "ffi", path }).state !== "granted") {
        refused[basename(path)] = `Deno may not load it: ${shellWord(`--allow-ffi=${path}`)}`;
        continue;
      }
      // The loader ends the process over a file that is cut short.
      await checkElf(path);
      Deno.dlopen(path, {});
      loaded.push(path);
    } catch (error) {
      refused[basename(path)] = (error as Error).message.split("\n")[0]!;
    }
  }
  return { loaded, refused };
}
