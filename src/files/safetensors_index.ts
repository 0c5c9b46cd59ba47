/** Safetensors in several files with an index, as Hugging Face cuts what is large: the index names the file of each tensor. */
import { dirname, join } from "node:path";
import type { HostTensor } from "../snapshot.ts";
import { checkTokens } from "./safetensors_header.ts";
import { readSafetensors, type Safetensors } from "./safetensors.ts";
import { visible } from "../terminal/visible.ts";

/**
 * Reads all tensors that an index names.
 *
 * @param path The index, such as `model.safetensors.index.json`. The files that it names lie beside it.
 * @throws {SyntaxError} If the index is none, names a file elsewhere, or a file lacks a tensor that is said to be in it.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readSafetensorsIndex } from "./safetensors_index.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors.index.json" });
 * await Deno.writeTextFile(path, '{"weight_map":{"a":"../b.safetensors"}}');
 * await assertRejects(() => readSafetensorsIndex(path), SyntaxError, "got ../b.safetensors");
 * await Deno.remove(path);
 * ```
 */
export async function readSafetensorsIndex(path: string): Promise<Safetensors> {
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${path} as ${why}`), { cause });
  const places = placesOf(await Deno.readTextFile(path), refuse);
  const read = new Map<string, HostTensor>(), metadata: Record<string, string> = {};
  for (const [file, names] of places) {
    const { tensors, metadata: texts } = await readSafetensors(join(dirname(path), file)).catch((error) => {
      if (error instanceof SyntaxError || error instanceof RangeError) throw error;
      if (!(error instanceof Deno.errors.NotFound)) {
        throw refuse(`${file} must be a file beside it: got ${error.name}`, error);
      }
      throw new Deno.errors.NotFound(`Cannot read ${path} as ${file} must lie beside it: got none. Fetch it as well.`);
    });
    Object.assign(metadata, texts);
    for (const name of names) {
      if (!Object.hasOwn(tensors, name)) {
        throw refuse(`${file} must hold ${name}: got ${Object.keys(tensors).length} others`);
      }
      read.set(name, tensors[name]!);
    }
  }
  return { tensors: Object.fromEntries(read), metadata };
}

/** The names of the tensors in each file. */
function placesOf(text: string, refuse: (why: string, cause?: unknown) => SyntaxError): Map<string, string[]> {
  let index: { readonly weight_map?: unknown } | null;
  try {
    index = JSON.parse(text);
  } catch (cause) {
    throw refuse(`it must be JSON: got ${(cause as Error).message}`, cause);
  }
  try {
    checkTokens(text, "any");
  } catch (cause) {
    throw refuse((cause as Error).message, cause);
  }
  const map = index?.weight_map, places = new Map<string, string[]>();
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw refuse("an index must have a weight_map, of the name of each tensor and its file: got none");
  }
  for (const [name, file] of Object.entries(map)) {
    // A path could name any file of the machine.
    if (typeof file !== "string" || !/^[^/\\\p{Cc}]+\.safetensors$/u.test(file)) {
      throw refuse(`the files of an index lie beside it, and end in .safetensors: got ${file} for ${name}`);
    }
    places.set(file, [...places.get(file) ?? [], name]);
  }
  return places;
}
