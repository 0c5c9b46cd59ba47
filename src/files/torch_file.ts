/** What `torch.save` wrote: a zip of a pickle and the numbers of each storage. Nothing of it is ever run. */
import { Uint8ArrayWriter } from "npm:@zip.js/zip.js@2.24.0";
import type { HostTensor } from "../snapshot.ts";
import { NUMBER_TYPES } from "./number_types.ts";
import { sizeOf } from "./safetensors_header.ts";
import { readTorchPickle, TensorPlace } from "./torch_pickle.ts";
import { openZip, type Zip } from "./zip.ts";
import { reasonOf, visible } from "../terminal/visible.ts";

/** What a checkpoint of a training calls the state of its model. */
const STATES = ["state_dict", "model_state_dict", "model", "module", "net", "network", "weights"];

/**
 * Reads the tensors of a `.pt` or `.pth` file: a state dict, or a checkpoint that holds one as `state_dict`, `model` and so on.
 *
 * @param path The file, of PyTorch 1.6 or newer.
 * @throws {SyntaxError} If it is damaged, or its pickle names anything but tensors, lists, dicts, numbers and texts: by name.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readTorchFile } from "./torch_file.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".pt" });
 * await assertRejects(() => readTorchFile(path), SyntaxError, "it must be a zip, as torch.save writes");
 * await Deno.remove(path);
 * ```
 */
export async function readTorchFile(path: string): Promise<Readonly<Record<string, HostTensor>>> {
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${path} as ${why}`), { cause });
  const zip = await openZip(path).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) throw cause;
    throw refuse(
      `it must be a zip, as torch.save writes since PyTorch 1.6: got ${reasonOf(cause)}. Save it anew there.`,
      cause,
    );
  });
  await using _ = zip;
  const pickle = zip.files.find(({ filename }) => /^[^/]+\/data\.pkl$/.test(filename));
  if (pickle === undefined) throw refuse("a file of PyTorch holds data.pkl: got none. It is a zip of something else.");
  const folder = pickle.filename.slice(0, -"data.pkl".length);
  try {
    const order = await bytesOf(zip, `${folder}byteorder`, true);
    if (order !== undefined && new TextDecoder().decode(order).trim() !== "little") {
      throw new SyntaxError("its numbers must begin with their smallest byte: got others. Save it on another machine.");
    }
    const places = tensorsIn(readTorchPickle((await bytesOf(zip, pickle.filename))!));
    return await numbersOf(zip, folder, places);
  } catch (error) {
    throw error instanceof SyntaxError || error instanceof RangeError ? refuse(error.message, error) : error;
  }
}

/** The tensors of a state dict, or of the one that a checkpoint holds. */
function tensorsIn(value: unknown, within = false): [string, TensorPlace][] {
  if (!(value instanceof Map)) {
    throw new SyntaxError("it must hold a state dict: got no dict. Save model.state_dict().");
  }
  // Beside the state of its model a checkpoint may hold tensors of its own, such as its best score.
  const state = STATES.map((name) => value.get(name)).find((inner) =>
    inner instanceof Map && [...inner.values()].some((held) => held instanceof TensorPlace)
  );
  if (state !== undefined && !within) return tensorsIn(state, true);
  const tensors = [...value].filter((entry): entry is [string, TensorPlace] =>
    typeof entry[0] === "string" && entry[1] instanceof TensorPlace
  );
  if (tensors.length > 0) return tensors;
  throw new SyntaxError(
    `it must hold tensors by name: got ${
      [...value.keys()].filter((key) => typeof key === "string").slice(0, 5)
    }. Save model.state_dict().`,
  );
}

async function numbersOf(zip: Zip, folder: string, places: readonly [string, TensorPlace][]) {
  const byKey = Map.groupBy(places, ([, { key }]) => key), found = new Map<string, HostTensor>();
  for (const [key, sharing] of byKey) {
    const bytes = (await bytesOf(zip, `${folder}data/${key}`))!;
    for (const [name, place] of sharing) found.set(name, tensorOf(name, place, bytes));
  }
  return Object.fromEntries(places.map(([name]) => [name, found.get(name)!]));
}

/** The numbers of a tensor in their order, whatever its strides over the storage. */
function tensorOf(
  name: string,
  { type, offset, shape, strides }: TensorPlace,
  storage: Uint8Array<ArrayBuffer>,
): HostTensor {
  const { bytes, dtype, numbers } = NUMBER_TYPES.get(type)!, size = sizeOf(shape);
  const last = size === 0 ? -1 : shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis]!, offset);
  // A tensor that repeats its storage could be of any size.
  if (!(last < storage.length / bytes) || size * bytes > storage.length) {
    throw new SyntaxError(
      `${name} must lie in its storage of ${storage.length} bytes: got [${shape}] of ${type} by [${strides}]`,
    );
  }
  const picked = new Uint8Array(size * bytes), place = shape.map(() => 0);
  for (let to = 0, from = offset; to < size; to++) {
    for (let byte = 0; byte < bytes; byte++) picked[to * bytes + byte] = storage[from * bytes + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      place[axis] = 0;
    }
  }
  return { dtype, shape, data: numbers(picked.buffer) };
}

async function bytesOf(zip: Zip, name: string, optional = false): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const entry = zip.files.find(({ filename }) => filename === name);
  if (entry === undefined && optional) return undefined;
  // What is not packed is no larger than the file itself.
  if (entry === undefined || entry.compressionMethod !== 0) {
    throw new SyntaxError(`torch.save writes ${name} as it is: got ${entry === undefined ? "none" : "it packed"}`);
  }
  try {
    return await entry.getData(new Uint8ArrayWriter()) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw new SyntaxError(`${name} must be whole: got ${reasonOf(cause)}. The file was damaged.`, { cause });
  }
}
