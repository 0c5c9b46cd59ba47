/** Readers of archives, images and sounds. */
import { readImage } from "../../../mod.ts";
import { imageDecoder } from "../../../src/pixels/decode_image.ts";
import { readIdx } from "../../../src/datasets/mnist/read_idx.ts";
import { tarSamples } from "../../../src/files/tar_samples.ts";
import { parseWav } from "../../../src/files/wav.ts";
import { ANIMATED_IMAGES } from "../../pixels/animated_images.ts";
import { CMYK_IMAGES } from "../../pixels/cmyk_images.ts";
import { PILLOW_IMAGES } from "../../pixels/pillow_images.ts";
import { archiveOf, blocks, type Entry, packed } from "../tar.ts";
import type { Reader } from "./reader.ts";
import { seedsOf } from "./weight_readers.ts";

const entries: readonly Entry[] = [
  { name: "a/1.jpg", body: "pixels" },
  { name: "a/1.cls", body: "3" },
  { name: "a/2.jpg", body: "x".repeat(700) },
  { name: "x", body: "7", pax: { path: `a/${"q/".repeat(70)}2.cls` } },
];
const samplesIn = async (path: string) => {
  for await (const { parts } of tarSamples((await Deno.open(path)).readable, path)) {
    if (Object.getPrototypeOf(parts) !== null && Object.keys(parts).length === 0) throw new Error("UNSOUND: no parts");
  }
};
const idx = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8);
const images = [...PILLOW_IMAGES, ...ANIMATED_IMAGES, ...CMYK_IMAGES].map(({ bytes }) => new Uint8Array(bytes));
const kinds: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  jpeg: ([a, b]) => a === 0xff && b === 0xd8,
  png: ([a, b]) => a === 0x89 && b === 0x50,
  webp: ([a, b]) => a === 0x52 && b === 0x49,
};
const decode = await imageDecoder();

/** Archives, images, sounds. */
export const mediaReaders: readonly Reader[] = [
  {
    name: "tar",
    file: "a.tar",
    seeds: () => Promise.resolve([new Uint8Array([...blocks(entries), ...new Uint8Array(1024)])]),
    read: samplesIn,
    guide: /src\/files\/|modern-tar/,
  },
  {
    name: "tar-gz",
    file: "a.tar.gz",
    seeds: () => Promise.resolve([archiveOf(entries), packed([blocks(entries.slice(0, 2)), new Uint8Array(1024)])]),
    read: samplesIn,
    guide: /src\/files\/|modern-tar/,
  },
  {
    name: "idx",
    file: "a.idx",
    seeds: () => Promise.resolve([idx, packed([idx])]),
    read: (path) => readIdx(path, 3),
    guide: /src\/datasets\//,
  },
  ...Object.entries(kinds).map(([name, is]): Reader => ({
    name,
    file: `a.${name}`,
    seeds: () => Promise.resolve(images.filter(is)),
    read: async (_, bytes) => {
      const { shape: [height, width, channels], data } = await readImage(bytes);
      if (data.length !== height * width * channels) throw new Error(`UNSOUND: ${data.length} bytes`);
      if (`${decode(images[0]!).shape}` !== `${decode(images[0]!).shape}`) throw new Error("UNSOUND: later ones");
    },
    guide: /src\/pixels\/|jpeg|png|webp/,
  })),
  {
    name: "wav",
    file: "a.wav",
    seeds: seedsOf(
      "sources/golden/files/sounds/high/u8.wav",
      "sources/golden/files/sounds/high/i16.wav",
      "sources/golden/files/sounds/low/i24.wav",
      "sources/golden/files/sounds/low/f64.wav",
    ),
    read: (_, bytes) => Promise.resolve().then(() => parseWav(bytes)),
    guide: /src\/files\//,
    part: true,
  },
];
