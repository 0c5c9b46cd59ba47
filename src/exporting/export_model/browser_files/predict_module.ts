/** The module that predicts in a browser, as text: it knows nothing of Raptor and Deno, and needs the files beside it alone. */

/** What `predict.js` holds. */
export const PREDICT_MODULE =
  `// Predicts with the model beside it: import { load } from "./predict.js". Made by Raptor; it needs no network.
import "./tf-core.js";
import "./tf-converter.js";
import "./tf-backend-wasm.js";
import "./tf-backend-webgpu.js";

const { tf } = globalThis, here = new URL(".", import.meta.url).href;

// One after the other: TensorFlow.js gives up a backend that starts while another one is asked for.
let turn = Promise.resolve();
function start(wanted) {
  const started = turn.then(() => startNow(wanted));
  turn = started.catch(() => {});
  return started;
}

async function startNow(wanted) {
  tf.wasm.setWasmPaths(here);
  const hasGpu = async () => Boolean(await globalThis.navigator?.gpu?.requestAdapter());
  const names = wanted === "auto" ? (await hasGpu() ? ["webgpu", "wasm"] : ["wasm"]) : [wanted];
  for (const name of names) if (await tf.setBackend(name).catch(() => false)) return name;
  throw new Error("Cannot predict as a backend must start: got none of " + names + ". Write load({ backend: 'wasm' }).");
}

/**
 * Loads the model.
 * @param {{ backend?: "auto" | "webgpu" | "wasm" }} options Default "auto": a graphics card where there is one.
 * @returns What predicts, the classes and the backend.
 */
export async function load({ backend = "auto" } = {}) {
  const started = await start(backend), model = await tf.loadGraphModel(here + "model.json");
  const { inputs, outputs } = model.artifacts.signature, { classes, several, ...knows } = model.artifacts.userDefinedMetadata ?? {};
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { dtype, tensorShape }]) => [
    name,
    { dtype: { DT_INT32: "int32", DT_BOOL: "bool" }[dtype] ?? "float32", shape: tensorShape.dim.slice(1).map(({ size }) => Number(size)) },
  ]));
  const known = Object.keys(shapes);
  const tensorOf = (name, given) => {
    const { shape, dtype } = shapes[name], flat = Array.isArray(given) ? given.flat(Infinity) : given, size = shape.reduce((a, b) => a * b, 1);
    if (flat.length !== size) {
      throw new RangeError("Cannot predict as " + name + " must hold [" + shape + "] numbers: got " + flat.length + ".");
    }
    return tf.tensor(flat, [1, ...shape], dtype);
  };
  /**
   * Predicts one input: an image (an element, a File, ImageData, ImageBitmap), which is made ready as for the training; numbers
   * in the shape of the model's input; or these by name where there are several inputs.
   * @param {{ top?: number }} options How many classes are told. Default 5.
   */
  async function predict(input, { top = 5 } = {}) {
    let given = input;
    if (isImage(input)) given = prepare(await pixelsOf(input), { ...knows, shape: shapes[known[0]].shape });
    const byName = known.length > 1 || isByName(given, known) ? given : { [known[0]]: given };
    const fed = Object.fromEntries(known.map((name) => [name, tensorOf(name, byName[name])]));
    const names = Object.keys(outputs), made = [await model.executeAsync(fed, names.map((name) => outputs[name].name))].flat();
    const predictions = {};
    for (const [i, tensor] of made.entries()) {
      predictions[names[i]] = { shape: tensor.shape.slice(1), data: await tensor.data() };
    }
    tf.dispose([fed, made]);
    const prediction = names.length === 1 ? predictions[names[0]] : predictions;
    const scores = scoresOf(prediction, classes, several, top);
    return { ...scores?.[0], ...(scores && { scores }), prediction };
  }
  return { predict, classes, inputs: shapes, backend: started, dispose: () => model.dispose() };
}

const isByName = (given, names) => given !== null && typeof given === "object" && names.every((name) => name in given);
const isNumbers = (given) => Array.isArray(given) || ArrayBuffer.isView(given);
const isImage = (given) =>
  given !== null && typeof given === "object" && !isNumbers(given) &&
  (given instanceof Blob || "naturalWidth" in given || "videoWidth" in given || ("width" in given && "height" in given));

/** The bytes of an image, red, green, blue and alpha. */
async function pixelsOf(image) {
  if (ArrayBuffer.isView(image.data)) return image;
  const bitmap = await createImageBitmap(image, { colorSpaceConversion: "none" });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** Makes an image ready as it was for the training: grey, in another size, cut, and as numbers. */
export function prepare({ width, height, data }, { shape, transforms, normalization }) {
  const channels = shape.at(-1), [rows, columns] = shape;
  let image = { height, width, bytes: new Uint8Array(height * width * channels) };
  for (let i = 0; i < height * width; i++) {
    const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
    if (channels === 1) image.bytes[i] = (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
    else image.bytes.set([r, g, b, data[4 * i + 3]].slice(0, channels), i * channels);
  }
  const fit = rows === columns
    ? [{ name: "resize", size: rows }, { name: "centerCrop", size: rows }]
    : [{ name: "resize", size: [rows, columns] }];
  for (const { name, size } of transforms ?? fit) {
    const { height, width } = image, sides = Array.isArray(size) ? size : undefined;
    if (name === "resize") {
      const short = height < width ? [size, Math.max(1, Math.trunc(size * width / height))] : [Math.max(1, Math.trunc(size * height / width)), size];
      image = resized(image, channels, ...(sides ?? short));
    } else image = cut(image, channels, ...(sides ?? [size, size]));
  }
  const { scale = Array(channels).fill(1 / 255), offset = Array(channels).fill(0) } = normalization ?? {};
  return Float32Array.from(image.bytes, (byte, i) => Math.fround(byte * scale[i % channels] + offset[i % channels]));
}

/** As Pillow: each new pixel is a mean under a triangle as wide as the image shrinks, in whole numbers. */
function resized({ height, width, bytes }, channels, newHeight, newWidth) {
  const columns = taps(width, newWidth), rows = taps(height, newHeight);
  const between = new Uint8Array(height * newWidth * channels), out = new Uint8Array(newHeight * newWidth * channels);
  const sum = (from, at, step, weights) => {
    let all = 1 << 21;
    for (let k = 0; k < weights.length; k++) all = (all + Math.imul(from[at + k * step], weights[k])) | 0;
    return all >> 22;
  };
  for (let y = 0, to = 0; y < height; y++) {
    for (const { first, weights } of columns) {
      for (let c = 0; c < channels; c++) between[to++] = sum(bytes, (y * width + first) * channels + c, channels, weights);
    }
  }
  const row = newWidth * channels;
  rows.forEach(({ first, weights }, y) => {
    for (let x = 0; x < row; x++) out[y * row + x] = sum(between, first * row + x, row, weights);
  });
  return { height: newHeight, width: newWidth, bytes: out };
}

function taps(size, newSize) {
  const scale = size / newSize, reach = Math.max(scale, 1);
  return Array.from({ length: newSize }, (_, i) => {
    const centre = (i + 0.5) * scale, first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const shares = Array.from({ length: Math.min(Math.trunc(centre + reach + 0.5), size) - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k - centre + 0.5) / reach)));
    const all = shares.reduce((a, b) => a + b, 0);
    return { first, weights: shares.map((share) => Math.trunc(0.5 + share / all * (1 << 22))) };
  });
}

function cut({ height, width, bytes }, channels, rows, columns) {
  if (height < rows || width < columns) {
    throw new RangeError("Cannot cut an image as the window must fit into it: got " + rows + " x " + columns + " out of " + height + " x " + width + ".");
  }
  const even = (value) => value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
  const top = even((height - rows) / 2), left = even((width - columns) / 2), out = new Uint8Array(rows * columns * channels);
  for (let y = 0; y < rows; y++) {
    const from = ((top + y) * width + left) * channels;
    out.set(bytes.subarray(from, from + columns * channels), y * columns * channels);
  }
  return { height: rows, width: columns, bytes: out };
}

function scoresOf({ shape, data }, classes, several, top) {
  if (classes === undefined || shape?.length !== 1 || (shape[0] !== classes.length && !(classes.length === 2 && shape[0] === 1))) return undefined;
  const numbers = Array.from(data), sigmoid = (logit) => 1 / (1 + Math.exp(-logit)), most = Math.max(...numbers);
  const parts = numbers.length === 1
    ? [1 - sigmoid(numbers[0]), sigmoid(numbers[0])]
    : numbers.map((logit) => several ? sigmoid(logit) : Math.exp(logit - most));
  const sum = several || numbers.length === 1 ? 1 : parts.reduce((a, b) => a + b, 0);
  return parts.map((part, label) => ({ name: classes[label], label, score: part / sum })).sort((a, b) => b.score - a.score).slice(0, top);
}
`;
