/** Photographs of 37 breeds of cats and dogs, with the outlines of the animals. */
import { join } from "node:path";
import type { DatasetWithLoss } from "../dataset.ts";
import { archivePermissions } from "../download/archive.ts";
import { download } from "../download/download.ts";
import type { Patience } from "../download/fetch_into.ts";
import type { NamedArchives } from "../download/named_data.ts";
import { datasetOf } from "../loading/dataset_of.ts";
import { foundSource } from "../loading/found_source.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { inOrder } from "../orders/in_order.ts";
import { shuffled } from "../orders/shuffled.ts";
import type { MaskField, Source } from "../source.ts";
import { imageFiles } from "../sources/image_files.ts";
import { maskFiles } from "../sources/mask_files.ts";
import type { tf } from "../tf.ts";
import type { Conversion, Picture, Transform } from "../transform.ts";
import { centerCrop } from "../transforms/center_crop.ts";
import { normalize as normalizing } from "../transforms/normalize.ts";
import { randomFlip } from "../transforms/random_flip.ts";
import { randomResizedCrop } from "../transforms/random_resized_crop.ts";
import { resize } from "../transforms/resize.ts";

/** The Oxford-IIIT pets, with the checksums of torchvision. */
export const OXFORD_PETS: NamedArchives = Object.freeze({
  name: "oxford-iiit-pet",
  home: "https://www.robots.ox.ac.uk/~vgg/data/pets/",
  licence: "CC BY-SA 4.0",
  citation: "Parkhi, Vedaldi, Zisserman and Jawahar: Cats and dogs. CVPR, 2012.",
  archives: Object.freeze([
    Object.freeze({
      url: "https://www.robots.ox.ac.uk/~vgg/data/pets/data/images.tar.gz",
      bytes: 791_918_971,
      checksum: Object.freeze({ algorithm: "md5", digits: "5c4f3ee8e5d25df40f4fd59a7f44e54c" } as const),
      folder: "images",
      unpacked: 1_000_000_000,
    }),
    Object.freeze({
      url: "https://www.robots.ox.ac.uk/~vgg/data/pets/data/annotations.tar.gz",
      bytes: 19_173_078,
      checksum: Object.freeze({ algorithm: "md5", digits: "95a8c909bbe2e81eed6a22bccdf3f68f" } as const),
      folder: "annotations",
    }),
  ]),
});

/** Where the photographs are, and from where they come. */
export interface OxfordPetsPlace {
  /** The folder in which the data has a folder of its name, or will. Default `data`. */
  readonly dataDir?: string;
  /** What is fetched, and from where, such as a mirror. Default {@linkcode OXFORD_PETS}. */
  readonly source?: NamedArchives;
  /** When a download gives up. */
  readonly patience?: Patience;
}

/** The same, and how the photographs come. */
export interface OxfordPetsOptions extends OxfordPetsPlace {
  /** Images in a batch. Default 32. */
  readonly batchSize?: number;
  /** Height and width of the images of a batch, in pixels. Default 224. */
  readonly size?: number;
  /** What happens to images to learn from. Default a random resized crop and a flip. */
  readonly augment?: readonly Transform[];
  /** How bytes become numbers. Default the mean and standard deviation of ImageNet. */
  readonly normalize?: Conversion;
  /** Threads that read, decode and transform. Default one a core, or 0 on one core. */
  readonly workers?: number;
}

/** The breeds, in the order of their numbers. */
const BREEDS =
  ("Abyssinian, American bulldog, American pit bull terrier, Basset hound, Beagle, Bengal, Birman, Bombay, Boxer, " +
    "British shorthair, Chihuahua, Egyptian mau, English cocker spaniel, English setter, German shorthaired, Great pyrenees, " +
    "Havanese, Japanese chin, Keeshond, Leonberger, Maine coon, Miniature pinscher, Newfoundland, Persian, Pomeranian, Pug, " +
    "Ragdoll, Russian blue, Saint bernard, Samoyed, Scottish terrier, Shiba inu, Siamese, Sphynx, Staffordshire bull terrier, " +
    "Wheaten terrier, Yorkshire terrier").split(", ");

type Part = "train" | "val";
/** As the authors split them. */
const LISTS: Readonly<Record<Part, string>> = { train: "trainval.txt", val: "test.txt" };

/**
 * The Oxford-IIIT pets (Parkhi and others, 2012): 3,680 photographs of 37 breeds to learn from and 3,669 to be judged on. Fetched where
 * they are not there.
 *
 * @throws {UnreachableError} From `open`, if they must be fetched and the host cannot be reached.
 * @throws {TypeError} From `open`, if a line of the lists is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { oxfordPets } from "jsr:@raptor/raptor";
 *
 * assertEquals(oxfordPets({ size: 128 }).classes?.length, 37);
 * ```
 */
export function oxfordPets(options: OxfordPetsOptions = {}): DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D> {
  const { dataDir = "data", source = OXFORD_PETS, patience = {}, batchSize = 32, size = 224 } = given(options);
  const { augment = [randomResizedCrop({ size }), randomFlip()], workers = onePerCore() } = given(options);
  const { normalize = normalizing({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }) } = given(options);
  const place = { dataDir, source, patience };
  const settings = settle("oxfordPets", options, { ...place, batchSize, size, augment, normalize, workers });
  requireRange("oxfordPets", "a string", { dataDir });
  const part = async (which: Part) => {
    const { files, labels } = await listed(place, which);
    return imageFiles({ files, labels, classes: BREEDS });
  };
  return datasetOf({
    ...{ name: "oxfordPets", settings, batchSize, classes: BREEDS, workers, conversion: normalize },
    ...{ loss: crossEntropy(), order: shuffled(), valOrder: inOrder(), transforms: augment },
    valTransforms: [resize({ size: Math.round(size * 8 / 7) }), centerCrop({ size })],
    permissions: () => permissionsOf(place),
    open: async () => ({ train: await part("train"), val: await part("val") }),
  }) as DatasetWithLoss<tf.Tensor4D, tf.Tensor1D, tf.Tensor2D>;
}

/**
 * The same photographs with the outlines of the animals, as sources for `dataset`: of each pixel whether it is of the animal (0), of what is
 * around it (1) or of the border between (2).
 *
 * @throws {UnreachableError} From `open`, if they must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { oxfordPetMasks } from "jsr:@raptor/raptor";
 *
 * assertEquals(oxfordPetMasks().train.name, "oxfordPetMasks");
 * ```
 */
export function oxfordPetMasks(
  options: OxfordPetsPlace = {},
): { readonly train: Source<Picture, MaskField>; readonly val: Source<Picture, MaskField> } {
  const { dataDir = "data", source = OXFORD_PETS, patience = {} } = given(options),
    place = { dataDir, source, patience };
  const settings = settle("oxfordPetMasks", options, place);
  requireRange("oxfordPetMasks", "a string", { dataDir });
  const part = (which: Part) =>
    foundSource({
      ...{ name: "oxfordPetMasks", settings, permissions: permissionsOf(place) },
      async find() {
        const { files, masks } = await listed(place, which);
        return maskFiles({ images: files, masks, classes: ["animal", "around", "border"], values: [1, 2, 3] });
      },
    });
  return Object.freeze({ train: part("train"), val: part("val") });
}

function permissionsOf({ dataDir, source }: Required<OxfordPetsPlace>): Deno.PermissionDescriptor[] {
  const folder = join(dataDir, source.name),
    all = source.archives.flatMap((archive) => archivePermissions(archive, folder));
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

interface Listed {
  readonly files: string[];
  readonly masks: string[];
  readonly labels: number[];
}

async function listed({ dataDir, source, patience }: Required<OxfordPetsPlace>, which: Part): Promise<Listed> {
  const folder = join(dataDir, source.name), found: Listed = { files: [], masks: [], labels: [] };
  for (const archive of source.archives) await download(archive, folder, patience);
  const list = join(folder, "annotations", LISTS[which]), lines = (await Deno.readTextFile(list)).split(/\r?\n/);
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    // A name, its class from 1, its kind of animal, and its class among those.
    const [name, number] = line.trim().split(/\s+/), label = Number(number) - 1;
    if (BREEDS[label] === undefined) {
      throw new TypeError(
        `Cannot read line ${
          i + 1
        } of ${list} as it must tell a class from 1 to ${BREEDS.length}: got ${line}. Delete its folder ` +
          "to have it downloaded again.",
      );
    }
    found.files.push(join(folder, "images", `${name}.jpg`));
    found.masks.push(join(folder, "annotations", "trimaps", `${name}.png`));
    found.labels.push(label);
  }
  return found;
}

function onePerCore(): number {
  return navigator.hardwareConcurrency > 1 ? navigator.hardwareConcurrency : 0;
}
