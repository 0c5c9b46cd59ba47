/** Street View House Numbers: small colour images of digits from photographs of houses. */
import { join } from "node:path";
import { ask } from "../download/ask.ts";
import { fetchNamed, type NamedData, namedPermissions } from "../download/named_data.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { LabelledImages } from "../sources/memory_images.ts";
import { normalize as normalizing } from "../transforms/normalize.ts";
import { images } from "./images.ts";
import type { ImageDataset, MnistOptions } from "./mnist.ts";

const file = (name: string, bytes: number, digits: string) =>
  Object.freeze({
    url: `http://ufldl.stanford.edu/housenumbers/${name}_32x32.mat`,
    bytes,
    checksum: Object.freeze({ algorithm: "md5", digits } as const),
  });

/** The cropped digits of SVHN, with the checksums of torchvision: those to learn from, those to be judged on, and easier ones beside them. */
export const SVHN: NamedData = Object.freeze({
  name: "svhn",
  home: "http://ufldl.stanford.edu/housenumbers/",
  licence: "for non-commercial use only",
  citation:
    "Netzer, Wang, Coates, Bissacco, Wu and Ng: Reading digits in natural images with unsupervised feature learning. NIPS workshop, 2011.",
  files: Object.freeze([
    file("train", 182_040_794, "e26dedcc434d2e4c54c9b2d4a06d8373"),
    file("test", 64_275_384, "eb5a983be6a315427106f1b164d9cef3"),
    file("extra", 1_329_278_602, "a93ce644f1a588dc4d68dda5feec44a7"),
  ]),
});

/** Where the images are, and how they come. */
export interface SvhnOptions extends MnistOptions {
  /** Whether the 531,131 easier images are learnt from as well: 1.3 GB to fetch, and 1.6 in memory. Default false. */
  readonly extra?: boolean;
}

const SIDE = 32, BYTES = SIDE * SIDE * 3;

/**
 * SVHN (Netzer and others, 2011): digits of house numbers, 32 x 32 pixels in colour, 73,257 to learn from and 26,032 to be judged on. The class
 * of a digit is the digit, as in torchvision. Fetched where it is not there.
 *
 * @throws {RangeError} From `open`, if a file is none of its kind.
 * @throws {UnreachableError} From `open`, if the files must be fetched and the host cannot be reached.
 * @throws {Deno.errors.NotCapable} From `open`, if a permission is denied; the message names the flag.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { svhn } from "jsr:@raptor/raptor";
 *
 * assertEquals(svhn({ batchSize: 64 }).classes?.length, 10);
 * ```
 */
export function svhn(options: SvhnOptions = {}): ImageDataset {
  const { dataDir = "data", batchSize = 32, augment = [], workers, source = SVHN, patience = {}, extra = false } =
    given(options);
  const { normalize = normalizing({ mean: [0.4377, 0.4438, 0.4728], std: [0.198, 0.201, 0.197] }) } = given(options);
  const settings = settle("svhn", options, {
    dataDir,
    batchSize,
    augment,
    normalize,
    workers,
    source,
    patience,
    extra,
  });
  requireRange("svhn", "a string", { dataDir });
  requireRange("svhn", "true or false", { extra });
  requireRange("svhn", "a string", { "source.name": source?.name });
  const folder = join(dataDir, source.name), wanted = { files: extra ? source.files : source.files.slice(0, 2) };
  return images({
    ...{ name: "svhn", settings, classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], shape: [SIDE, SIDE, 3] },
    ...{ normalize, augment, batchSize },
    ...workers !== undefined && { workers },
    permissions: () => namedPermissions(wanted, folder),
    async read() {
      await ask({ name: "read", path: folder }, `look into ${folder}`);
      const [train, test, more] = await fetchNamed(wanted, folder, patience);
      return { train: joined([await digits(train!), ...more ? [await digits(more)] : []]), val: await digits(test!) };
    },
  });
}

/** The images and labels of a file. */
async function digits(path: string): Promise<LabelledImages> {
  // Few runs read it.
  const { readMat } = await import("./svhn/read_mat.ts");
  const arrays = await readMat(path), X = arrays.get("X"), y = arrays.get("y"), count = y?.data.length ?? 0;
  const pixels = X?.data, shape = X?.shape.join(" x ") ?? "no X";
  if (
    !(pixels instanceof Uint8Array) ||
    shape !== `${SIDE} x ${SIDE} x 3 x ${count}` && !(count === 1 && pixels.length === BYTES)
  ) {
    throw new RangeError(
      `Cannot read ${path} as it must have an image of ${SIDE} x ${SIDE} x 3 for each of ${count} labels: got ${shape}.`,
    );
  }
  // Of each image rows run fastest and colours slowest: it is turned where it lies.
  const image = new Uint8Array(BYTES);
  for (let at = 0; at < pixels.length; at += BYTES) {
    image.set(pixels.subarray(at, at + BYTES));
    for (let row = 0, to = at; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        for (let channel = 0; channel < 3; channel++) pixels[to++] = image[row + SIDE * (column + SIDE * channel)]!;
      }
    }
  }
  // A nought is written 10.
  return { pixels, labels: Uint8Array.from(y!.data, (label) => label % 10) };
}

function joined(parts: readonly LabelledImages[]): LabelledImages {
  if (parts.length === 1) return parts[0]!;
  const whole = (arrays: readonly ArrayLike<number>[]) => {
    const all = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      all.set(array, at);
      at += array.length;
    }
    return all;
  };
  return { pixels: whole(parts.map(({ pixels }) => pixels)), labels: whole(parts.map(({ labels }) => labels)) };
}
