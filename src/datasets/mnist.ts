/** MNIST and what has taken its form: 60,000 small grey images of ten classes to learn from, 10,000 to be judged on. */
import { join } from "node:path";
import type { DatasetWithLoss } from "../dataset.ts";
import { ask } from "../download/ask.ts";
import type { Patience } from "../download/fetch_into.ts";
import { fetchNamed, type NamedData, namedPermissions } from "../download/named_data.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { LabelledImages } from "../sources/memory_images.ts";
import type { tf } from "../tf.ts";
import type { Conversion, Transform } from "../transform.ts";
import { normalize as normalizing } from "../transforms/normalize.ts";
import { images } from "./images.ts";
import { readIdx } from "./mnist/read_idx.ts";

const file = (url: string, digits: string, bytes?: number) =>
  Object.freeze({ url, ...bytes !== undefined && { bytes }, checksum: { algorithm: "md5", digits } as const });

/** MNIST, with the checksums of torchvision. */
export const MNIST: NamedData = Object.freeze({
  name: "mnist",
  home: "http://yann.lecun.com/exdb/mnist/",
  licence: "CC BY-SA 3.0",
  citation:
    "LeCun, Bottou, Bengio and Haffner: Gradient-based learning applied to document recognition. Proc. IEEE, 1998.",
  files: Object.freeze([
    file(
      "https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz",
      "f68b3c2dcbeaaa9fbdd348bbdeb94873",
      9_912_422,
    ),
    file(
      "https://ossci-datasets.s3.amazonaws.com/mnist/train-labels-idx1-ubyte.gz",
      "d53e105ee54ea40749a09fcbcd1e9432",
      28_881,
    ),
    file(
      "https://ossci-datasets.s3.amazonaws.com/mnist/t10k-images-idx3-ubyte.gz",
      "9fb629c4189551a2d022fa330f9573f3",
      1_648_877,
    ),
    file(
      "https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz",
      "ec29112dd5afa0611ce80d1b7f02629c",
      4_542,
    ),
  ]),
});

const FASHION = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

/** Fashion-MNIST, with the checksums of torchvision. */
export const FASHION_MNIST: NamedData = Object.freeze({
  name: "fashion-mnist",
  home: "https://github.com/zalandoresearch/fashion-mnist",
  licence: "MIT",
  citation:
    "Xiao, Rasul and Vollgraf: Fashion-MNIST, a novel image dataset for benchmarking machine learning algorithms. 2017.",
  files: Object.freeze([
    file(`${FASHION}train-images-idx3-ubyte.gz`, "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
    file(`${FASHION}train-labels-idx1-ubyte.gz`, "25c81989df183df01b3e8a0aad5dffbe"),
    file(`${FASHION}t10k-images-idx3-ubyte.gz`, "bef4ecab320f06d8554ea6380940ec79"),
    file(`${FASHION}t10k-labels-idx1-ubyte.gz`, "bb300cfdad3c16e7a12a480ee83cd310"),
  ]),
});

const KUZUSHIJI = "http://codh.rois.ac.jp/kmnist/dataset/kmnist/";

/** Kuzushiji-MNIST, with the checksums of torchvision. */
export const KMNIST: NamedData = Object.freeze({
  name: "kmnist",
  home: "http://codh.rois.ac.jp/kmnist/",
  licence: "CC BY-SA 4.0",
  citation:
    "Clanuwat, Bober-Irizar, Kitamoto, Lamb, Yamamoto and Ha: Deep learning for classical Japanese literature. 2018.",
  files: Object.freeze([
    file(`${KUZUSHIJI}train-images-idx3-ubyte.gz`, "bdb82020997e1d708af4cf47b453dcf7"),
    file(`${KUZUSHIJI}train-labels-idx1-ubyte.gz`, "e144d726b3acfaa3e44228e80efcd344"),
    file(`${KUZUSHIJI}t10k-images-idx3-ubyte.gz`, "5c965bf0a639b31b8f53240b1b52f4d7"),
    file(`${KUZUSHIJI}t10k-labels-idx1-ubyte.gz`, "7320c461ea6c1c855c0b718fb2a4b134"),
  ]),
});

/** Where the images are, and how they come. */
export interface MnistOptions {
  /** The folder in which the data has a folder of its name, or will. Default `data`. */
  readonly dataDir?: string;
  /** Images in a batch. Default 32. */
  readonly batchSize?: number;
  /** What happens to the images to learn from, in order. Default nothing. */
  readonly augment?: readonly Transform[];
  /** How bytes become numbers. Default the mean and standard deviation of the training images. */
  readonly normalize?: Conversion;
  /** Threads that make the batches. Default as `images`. */
  readonly workers?: number;
  /** What is fetched, and from where, such as a mirror. */
  readonly source?: NamedData;
  /** When a download gives up. */
  readonly patience?: Patience;
}

/** Labelled images in batches. */
export type ImageDataset = DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D>;

/**
 * MNIST (LeCun and others, 1998): handwritten digits, 28 x 28 grey pixels, 60,000 to learn from and 10,000 to be judged on. Fetched where
 * it is not there.
 *
 * @throws {RangeError} From `open`, if a file is none of its kind.
 * @throws {UnreachableError} From `open`, if the files must be fetched and the host cannot be reached.
 * @throws {Deno.errors.NotCapable} From `open`, if a permission is denied; the message names the flag.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mnist } from "jsr:@raptor/raptor";
 *
 * assertEquals(mnist({ batchSize: 64 }).classes?.length, 10);
 * ```
 */
export function mnist(options: MnistOptions = {}): ImageDataset {
  const classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
  return idxImages("mnist", options, { source: MNIST, classes, mean: 0.1307, std: 0.3081 });
}

/**
 * Fashion-MNIST (Xiao and others, 2017): articles of clothing in MNIST's form.
 *
 * @throws {UnreachableError} As {@linkcode mnist} does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fashionMnist } from "jsr:@raptor/raptor";
 *
 * assertEquals(fashionMnist().classes?.[9], "ankle boot");
 * ```
 */
export function fashionMnist(options: MnistOptions = {}): ImageDataset {
  const upper = ["T-shirt/top", "trouser", "pullover", "dress", "coat"];
  const classes = [...upper, "sandal", "shirt", "sneaker", "bag", "ankle boot"];
  return idxImages("fashionMnist", options, { source: FASHION_MNIST, classes, mean: 0.286, std: 0.353 });
}

/**
 * Kuzushiji-MNIST (Clanuwat and others, 2018): ten characters of cursive Japanese in MNIST's form.
 *
 * @throws {UnreachableError} As {@linkcode mnist} does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { kmnist } from "jsr:@raptor/raptor";
 *
 * assertEquals(kmnist().classes?.[0], "o");
 * ```
 */
export function kmnist(options: MnistOptions = {}): ImageDataset {
  const classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];
  return idxImages("kmnist", options, { source: KMNIST, classes, mean: 0.1918, std: 0.3483 });
}

/** What one of them is. */
interface Known {
  readonly source: NamedData;
  readonly classes: readonly string[];
  readonly mean: number;
  readonly std: number;
}

function idxImages(name: string, options: MnistOptions, known: Known): ImageDataset {
  const { dataDir = "data", batchSize = 32, augment = [], workers, source = known.source, patience = {} } = given(
    options,
  );
  const { normalize = normalizing({ mean: [known.mean], std: [known.std] }) } = given(options);
  const settings = settle(name, options, { dataDir, batchSize, augment, normalize, workers, source, patience });
  requireRange(name, "a string", { dataDir });
  requireRange(name, "a string", { "source.name": source?.name });
  const folder = join(dataDir, source.name);
  return images({
    ...{ name, settings, classes: known.classes, shape: [28, 28, 1], normalize, augment, batchSize },
    ...workers !== undefined && { workers },
    permissions: () => namedPermissions(source, folder),
    async read() {
      await ask({ name: "read", path: folder }, `look into ${folder}`);
      const paths = await fetchNamed(source, folder, patience);
      return { train: await labelled(paths[0]!, paths[1]!), val: await labelled(paths[2]!, paths[3]!) };
    },
  });
}

async function labelled(imagesPath: string, labelsPath: string): Promise<LabelledImages> {
  const { shape, data } = await readIdx(imagesPath, 3), { data: labels } = await readIdx(labelsPath, 1);
  if (shape[1] === 28 && shape[2] === 28 && shape[0] === labels.length) return { pixels: data, labels };
  throw new RangeError(
    `Cannot read ${imagesPath} as it must have an image of 28 x 28 for each of ${labels.length} labels: got ${
      shape.join(" x ")
    }.`,
  );
}
