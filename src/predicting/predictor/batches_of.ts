/** Inputs as batches, made ready as those of a validation: files that are all known in several threads, all else as it comes. */
import { collator, type OnBroken } from "../../loading/collate.ts";
import { datasetOf } from "../../loading/dataset_of.ts";
import { toBatch } from "../../loading/to_batch.ts";
import { imageDecoder } from "../../pixels/decode_image.ts";
import { imagesIn } from "../../files/images_in.ts";
import { imageFiles } from "../../sources/image_files.ts";
import type { Field } from "../../source.ts";
import { readHost } from "../../tensors/host_data.ts";
import { tf } from "../../tf.ts";
import type { Ready } from "./made_ready.ts";
import { type Whereabouts, whereabouts } from "./whereabouts.ts";
import { pathOf, type PredictorInput, sampleOf } from "./sample_of.ts";

/** Several inputs: a folder, with the folders in it; a list or a stream of inputs; or a tensor whose first axis they are. */
export type PredictorInputs = string | URL | Iterable<PredictorInput> | AsyncIterable<PredictorInput> | tf.Tensor;

/** Inputs that go through the model together. */
export interface InputBatch {
  /** For the model; whoever takes it disposes of it. */
  readonly x: tf.TensorContainer;
  /** What each is called: its path, or its number from 0. */
  readonly inputs: readonly (string | number)[];
  /** Of images: how large each was as it came, and where its corners went. */
  readonly where?: readonly (Whereabouts | undefined)[];
}

/** How batches are made. */
export interface Batching extends Ready {
  readonly batchSize: number;
  readonly workers: number;
  readonly onBroken: OnBroken;
  /** Is told of inputs that are left out, a line each. */
  readonly lost: (line: string) => void;
}

/** Makes batches of inputs. */
export async function* batchesOf(given: PredictorInputs, batching: Batching): AsyncGenerator<InputBatch> {
  const isImages = batching.conversion !== undefined;
  if (typeof given === "string" || given instanceof URL) {
    const path = pathOf(given);
    if (!isImages) {
      throw new TypeError(`Cannot predict from the files of ${path} as inputs must be images: got a model of others.`);
    }
    const isFolder = (await Deno.stat(path).catch(() => undefined))?.isDirectory;
    const { files, skipped } = isFolder ? await imagesIn(path) : { files: [path], skipped: [] };
    for (const { path, why } of skipped) batching.lost(`Left out ${path}: ${why}`);
    yield* ofFiles(files, batching);
  } else if (isImages && Array.isArray(given) && given.length > 0 && given.every(isFile)) {
    yield* ofFiles(given.map(pathOf), batching);
  } else yield* asTheyCome(given instanceof tf.Tensor ? rowsOf(given) : given, batching);
}

const isFile = (input: unknown): input is string | URL => typeof input === "string" || input instanceof URL;

async function* ofFiles(files: readonly string[], batching: Batching): AsyncGenerator<InputBatch> {
  const { conversion, batchSize, workers, onBroken, lost } = batching,
    transforms = [whereabouts(), ...batching.transforms];
  if (files.length === 0) return;
  // The target of a file is its number, as those that cannot be read may be left out.
  const source = imageFiles({ files, labels: Int32Array.from(files, (_, i) => i) });
  const all = ({ size }: { readonly size: number }) => Uint32Array.from({ length: size }, (_, i) => i);
  const data = datasetOf({
    ...{ name: "files", batchSize, conversion, workers, onBroken, order: all, valOrder: all },
    ...{ transforms, valTransforms: transforms, pays: (batches: number) => batches > 2 },
    open: () => ({ train: source, val: source }),
  });
  await data.open!();
  try {
    for await (const { x, y } of data.val!()) {
      const { numbers, where } = await toldOf(y as Told);
      yield { x: x as tf.Tensor, inputs: numbers.map((i) => files[i]!), where };
    }
  } finally {
    data.news!().forEach(lost);
    await data.close!();
  }
}

async function* asTheyCome(
  given: Iterable<PredictorInput> | AsyncIterable<PredictorInput>,
  { transforms, conversion, encode, batchSize, onBroken, lost }: Batching,
): AsyncGenerator<InputBatch> {
  const sample = sampleOf(conversion && await imageDecoder(), encode), batchOf = toBatch(conversion);
  let fields: Field[] = [], inputs: (string | number)[] = [], number = 0;
  const batch = async (): Promise<InputBatch> => {
    const got = fields, titles = inputs;
    fields = [], inputs = [];
    const source = {
      ...{ name: "inputs", size: got.length, get: (i: number) => ({ x: got[i]!, y: i }) },
      title: (i: number) => typeof titles[i] === "number" ? `input ${titles[i]}` : titles[i]!,
    };
    // Numbers are as the model gets them already.
    const isOfPictures = conversion !== undefined && isPicture(got[0]!);
    const supply = {
      source,
      transforms: isOfPictures ? [whereabouts(), ...transforms] : conversion === undefined ? transforms : [],
      labels: !isOfPictures,
    };
    const collated = await collator(supply)(Uint32Array.from(got.keys()), 0);
    const { x, y } = batchOf(collated, 0, got.length);
    if (isOfPictures) return { x, inputs: titles, where: (await toldOf(y as unknown as Told)).where };
    tf.dispose(y);
    return { x, inputs: titles };
  };
  for await (const input of given) {
    const i = number++;
    let field: Field;
    try {
      field = await sample(input, i);
    } catch (error) {
      if (onBroken === "refuse") throw error;
      lost(`Left out ${isFile(input) ? pathOf(input) : `input ${i}`}: ${(error as Error).message}`);
      continue;
    }
    fields.push(field);
    inputs.push(isFile(input) ? pathOf(input) : i);
    if (fields.length === batchSize) yield await batch();
  }
  if (fields.length > 0) yield await batch();
}

/** What {@linkcode whereabouts} has made of targets, as a batch. */
type Told = { readonly told: tf.Tensor; readonly keypoints: tf.Tensor };

async function toldOf({ told, keypoints }: Told) {
  const [each, corners] = await Promise.all([told.data(), keypoints.data()]);
  tf.dispose([told, keypoints]);
  const numbers = Array.from({ length: each.length / 3 }, (_, i) => each[3 * i]!);
  const where = numbers.map((_, i): Whereabouts => ({
    size: [each[3 * i + 1]!, each[3 * i + 2]!],
    corners: corners.slice(6 * i, 6 * i + 6),
  }));
  return { numbers, where };
}

function isPicture(field: Field): boolean {
  return typeof field === "object" && "dtype" in field && field.dtype === "uint8";
}

/** The rows of a tensor, which stays the caller's. */
async function* rowsOf(tensor: tf.Tensor): AsyncGenerator<PredictorInput> {
  const { dtype, shape: [count, ...shape], data } = await readHost(tensor, "the inputs");
  const size = shape.reduce((product, side) => product * side, 1);
  for (let i = 0; i < (count ?? 0); i++) {
    yield { dtype, shape, data: data.slice(i * size, (i + 1) * size) as Float32Array };
  }
}
