/** Ten classes of ImageNet that are easy to tell apart, as photographs in folders. */
import { join } from "node:path";
import type { DatasetWithLoss } from "../dataset.ts";
import { type Archive, archivePermissions } from "../download/archive.ts";
import { download } from "../download/download.ts";
import type { Patience } from "../download/fetch_into.ts";
import type { NamedArchives } from "../download/named_data.ts";
import { openedAfter } from "../loading/dataset_over.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { tf } from "../tf.ts";
import { imageFolder, type ImageFolderOptions } from "./image_folder.ts";

/** Imagenette of 320 pixels, with the checksum of torchvision. */
export const IMAGENETTE: NamedArchives = Object.freeze({
  name: "imagenette2-320",
  home: "https://github.com/fastai/imagenette",
  licence: "Apache 2.0 for the choice; the photographs as ImageNet's",
  citation: "Howard: Imagenette, a smaller subset of 10 easily classified classes from ImageNet. 2019.",
  archives: Object.freeze([Object.freeze({
    url: "https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-320.tgz",
    bytes: 341_663_724,
    checksum: Object.freeze({ algorithm: "md5", digits: "3df6f0d01a2c9592104656642f5e78a3" } as const),
    folder: "imagenette2-320",
    unpacked: 400_000_000,
  })]),
});

/** In the order of the numbers of WordNet that name the folders. */
const CLASSES = [
  ...["tench", "English springer", "cassette player", "chain saw", "church", "French horn", "garbage truck"],
  ...["gas pump", "golf ball", "parachute"],
];

/** Where the photographs are, and how they come. */
export interface ImagenetteOptions extends ImageFolderOptions {
  /** The folder that holds that of the archive, or will. Default `data`. */
  readonly dataDir?: string;
  /** What is fetched, and from where, such as a mirror. Default {@linkcode IMAGENETTE}. */
  readonly source?: NamedArchives;
  /** When a download gives up. */
  readonly patience?: Patience;
}

/**
 * Imagenette (Howard, 2019): 9,469 photographs of ten classes to learn from and 3,925 to be judged on, at least 320 pixels wide and high.
 * Fetched where it is not there, then an {@linkcode imageFolder}, whose options it takes.
 *
 * @throws {UnreachableError} From `open`, if it must be fetched and the host cannot be reached.
 * @throws {Deno.errors.NotCapable} From `open`, if a permission is denied; the message names the flag.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { imagenette } from "jsr:@raptor/raptor";
 *
 * assertEquals(imagenette({ size: 128, batchSize: 64 }).classes?.[0], "tench");
 * ```
 */
export function imagenette(options: ImagenetteOptions = {}): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  const { dataDir = "data", source = IMAGENETTE, patience = {}, ...others } = given(options);
  requireRange("imagenette", "a string", { dataDir });
  const archive: Archive = source.archives[0]!, path = join(dataDir, archive.folder), data = imageFolder(path, others);
  const settings = settle("imagenette", { dataDir, source, patience }, { dataDir, source, patience }, data.settings);
  return openedAfter(data, {
    ...{ name: "imagenette", settings, classes: CLASSES },
    permissions: () => archivePermissions(archive, dataDir),
    first: () => download(archive, dataDir, patience),
  });
}
