/** The weights of a tfjs model: `model.json` beside its shards, quantised or not. */
import { dirname, join } from "node:path";
import type { HostTensor } from "../snapshot.ts";
import { visible } from "../terminal/visible.ts";

/** A weight, as `weightsManifest` tells of it. */
interface Told {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}
interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly Told[];
}

/**
 * Reads the weights of a tfjs model, of a layers or a graph model: numbers of 8 or 16 bits become those that they stand for.
 *
 * @param path The `model.json`; its shards lie beside it.
 * @returns The tensors by their names there, such as `conv2d_1/kernel`.
 * @throws {SyntaxError} If it is no such file, names a shard elsewhere, or a shard is too short.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readLayersJson } from "./layers_json.ts";
 *
 * const folder = await Deno.makeTempDir(), quantization = { dtype: "uint8", scale: 0.5, min: -1 };
 * const weights = [{ name: "dense/bias", shape: [2], dtype: "float32", quantization }];
 * await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify({ weightsManifest: [{ paths: ["a.bin"], weights }] }));
 * await Deno.writeFile(`${folder}/a.bin`, Uint8Array.of(0, 4));
 * assertEquals((await readLayersJson(`${folder}/model.json`))["dense/bias"]!.data, Float32Array.of(-1, 1));
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function readLayersJson(path: string): Promise<Readonly<Record<string, HostTensor>>> {
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${path} as ${why}`), { cause });
  let manifest: readonly Group[] | undefined;
  try {
    manifest = JSON.parse(await Deno.readTextFile(path))?.weightsManifest;
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(`it must be JSON: got ${error.message}.`, error);
    throw error;
  }
  if (!Array.isArray(manifest)) throw refuse("a model of tfjs must have a weightsManifest: got none.");
  const odd = manifest.findIndex((group) => !isGroup(group));
  if (odd >= 0) {
    throw refuse(`group ${odd + 1} of its weights must have paths, and names, shapes and types: got others.`);
  }
  const tensors: [string, HostTensor][] = [];
  for (const { paths, weights } of manifest as readonly Group[]) {
    const parts: Uint8Array[] = [];
    for (const file of paths) {
      // A path could name any file of the machine.
      if (typeof file !== "string" || !/^[^/\\\p{Cc}]+$/u.test(file) || file.startsWith("..")) {
        throw refuse(`its shards lie beside it: got ${file}.`);
      }
      parts.push(
        await Deno.readFile(join(dirname(path), file)).catch((cause) => {
          throw refuse(`the shard ${file} must lie beside it: got ${cause.name}.`, cause);
        }),
      );
    }
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) bytes.set(part, at), at += part.length;
    at = 0;
    for (const told of weights) {
      const size = told.shape.reduce((product, side) => product * side, 1);
      const type = told.quantization?.dtype ?? told.dtype,
        width = Object.hasOwn(WIDTHS, type) ? WIDTHS[type] : undefined;
      if (width === undefined) {
        throw refuse(`numbers must be ${Object.keys(WIDTHS).join(", ")}: got ${type} for ${told.name}.`);
      }
      if (at + size * width > bytes.length) {
        throw refuse(`its shards must hold ${told.name}: got ${bytes.length} bytes.`);
      }
      tensors.push([told.name, tensorOf(told, type, bytes.slice(at, at + size * width).buffer)]);
      at += size * width;
    }
  }
  return Object.fromEntries(tensors);
}

function isGroup(value: unknown): value is Group {
  const { paths, weights } = (value ?? {}) as Partial<Group>;
  return Array.isArray(paths) && Array.isArray(weights) && weights.every((told) => {
    const { name, shape, dtype, quantization } = (told ?? {}) as Partial<Told>;
    const isSize = Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0);
    return typeof name === "string" && isSize && typeof dtype === "string" && isRange(quantization);
  });
}

function isRange(told: unknown): boolean {
  if (told === undefined) return true;
  const { dtype, scale = 1, min = 0 } = (told ?? {}) as Partial<NonNullable<Told["quantization"]>>;
  return typeof dtype === "string" && Number.isFinite(scale) && Number.isFinite(min);
}

const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int32: 4, uint8: 1, uint16: 2, float16: 2, bool: 1 };

function tensorOf({ shape, dtype, quantization }: Told, type: string, buffer: ArrayBuffer): HostTensor {
  const View = {
    float32: Float32Array,
    int32: Int32Array,
    uint8: Uint8Array,
    uint16: Uint16Array,
    float16: Float16Array,
  };
  const stored = type === "bool" ? new Uint8Array(buffer) : new View[type as keyof typeof View](buffer);
  const { scale = 1, min = 0 } = quantization ?? {};
  const isReal = dtype === "float32";
  // As tfjs does it, in doubles, rounded to float32 at the end.
  if (isReal) return { dtype: "float32", shape, data: Float32Array.from(stored, (value) => value * scale + min) };
  if (dtype === "bool") return { dtype: "bool", shape, data: Uint8Array.from(stored) };
  return { dtype: "int32", shape, data: Int32Array.from(stored, (value) => Math.round(value * scale + min)) };
}
