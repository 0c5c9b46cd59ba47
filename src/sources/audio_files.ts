/** Sounds in files, with a folder for each class. */
import { ask } from "../download/ask.ts";
import { filesByClass } from "../files/files_in.ts";
import { parseWav } from "../files/wav.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { readBytes } from "../pixels/read_picture.ts";
import type { RaggedField, Source } from "../source.ts";
import { visible } from "../terminal/visible.ts";

/** Which sounds, and how they come. */
export interface AudioFilesOptions {
  /** The classes, in the order of their labels: the folders that are read. Default all, in the order of their names. */
  readonly classes?: readonly string[];
  /** Samples a second that every file must have. Default any. */
  readonly rate?: number;
  /** Seconds that each sample has at most; what is longer is cut. Needs `rate`. Default all of it. */
  readonly seconds?: number;
}

/** The samples of a sound, the mean of its channels, float32 [n]; in a batch filled up with silence. */
export type SoundField = RaggedField & {
  readonly dtype: "float32";
  readonly shape: readonly [samples: number];
  readonly data: Float32Array;
};

/**
 * Sounds in files of WAV, uncoded, from a folder that has a folder for each class, as Speech Commands has: `x` are the samples from -1
 * to 1, the mean of the channels, `y` the class. Sounds of one batch are filled up with silence to the longest.
 *
 * @param root The folder.
 * @throws {RangeError} If a number is out of range; from `open`, if a class has no files.
 * @throws {Error} From `get`, if a file cannot be read, is coded or has another rate; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { audioFiles } from "jsr:@raptor/raptor";
 *
 * const words = audioFiles("speech_commands", { classes: ["yes", "no"], rate: 16000, seconds: 1 });
 * assertEquals(words.permissions, [{ name: "read", path: "speech_commands" }]);
 * ```
 */
export function audioFiles(root: string, options: AudioFilesOptions = {}): Source<SoundField, number> {
  const { classes, rate, seconds } = given(options);
  const settings = settle("audioFiles", options, { classes, rate, seconds }, { root });
  requireRange("audioFiles", "a string", { root });
  if (rate !== undefined) requireRange("audioFiles", "a whole number of at least 1", { rate });
  if (seconds !== undefined) requireRange("audioFiles", "a finite number above 0", { seconds });
  if (seconds !== undefined && rate === undefined) {
    throw new TypeError("Cannot make audioFiles as seconds are counted by the rate: got no rate. Say rate: 16000.");
  }
  const reading = { name: "read", path: root } as const;
  return foundSource({
    ...{ name: "audioFiles", settings, permissions: [reading], labelled: true },
    async find() {
      await ask(reading, `read the sounds of ${root}`);
      const cut = { ...rate !== undefined && { rate }, ...seconds !== undefined && { seconds } };
      return listedSounds({ ...await filesByClass(root, [".wav"], classes), ...cut });
    },
  });
}

/** Sounds by their paths. */
interface ListedSounds {
  readonly files: readonly string[];
  readonly labels: readonly number[];
  readonly classes: readonly string[];
  readonly rate?: number;
  readonly seconds?: number;
}

/** What a thread makes of the recipe of {@linkcode audioFiles}. */
export function listedSounds(told: ListedSounds): Source<SoundField, number> {
  const { files, labels, classes, rate, seconds } = told;
  const most = rate === undefined || seconds === undefined ? Infinity : Math.round(rate * seconds);
  return Object.freeze({
    name: "audioFiles",
    size: files.length,
    classes,
    recipe: { module: import.meta.url, name: "listedSounds", options: told },
    get(index: number) {
      const path = files[index]!, bytes = readBytes(path);
      try {
        const sound = parseWav(bytes);
        if (rate !== undefined && sound.rate !== rate) {
          throw new RangeError(`it must have ${rate} samples a second: got ${sound.rate}`);
        }
        const length = Math.min(sound.data.length / sound.channels, most), data = new Float32Array(length);
        for (let i = 0; i < length; i++) {
          for (let channel = 0; channel < sound.channels; channel++) {
            data[i]! += sound.data[i * sound.channels + channel]! / sound.channels;
          }
        }
        return { x: { dtype: "float32" as const, shape: [length] as const, data, fill: 0 }, y: labels[index]! };
      } catch (error) {
        throw new Error(visible(`Cannot read ${path} as ${(error as Error).message}.`), { cause: error });
      }
    },
    labels: () => labels,
    title: (index: number) => files[index]!,
  });
}
