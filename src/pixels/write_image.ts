/** Pixels as a file: PNG without loss, JPEG with. */
import { compiledOnDemand } from "./compiled_on_demand.js";
import { replaceFile } from "../files/atomic.ts";
import { onDemand } from "../on_demand.ts";
import { given, settle } from "../options/settle.ts";
import type { Picture } from "../transform.ts";
import { png } from "./png.ts";

/** How an image is written. */
export interface WriteImageOptions {
  /** Of a JPEG, in [1, 100]. Default 90. */
  readonly quality?: number;
}

/**
 * Writes an image, whole or not at all: PNG (grey, RGB or RGB with opacity) or JPEG (RGB, by MozJPEG), by the ending of its name.
 *
 * @param path Ends in `.png`, `.jpg` or `.jpeg`. Its folder must exist.
 * @param picture The pixels, [height, width, channels].
 * @throws {TypeError} If the name ends otherwise, pixels are no bytes, or an option is not known.
 * @throws {RangeError} If the channels do not fit the format, or there are more or fewer bytes than the shape says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readImage, writeImage } from "jsr:@raptor/raptor";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jpg" });
 * await writeImage(path, { dtype: "uint8", shape: [8, 16, 3], data: new Uint8Array(8 * 16 * 3).fill(128) });
 * assertEquals((await readImage(path)).shape, [8, 16, 3]);
 * await Deno.remove(path);
 * ```
 */
export async function writeImage(path: string, picture: Picture, options: WriteImageOptions = {}): Promise<void> {
  const { quality = 90 } = given(options), { data, shape: [height, width, channels] } = picture;
  settle("writeImage", options, { quality });
  if (!(quality >= 1 && quality <= 100)) {
    throw new RangeError(`Cannot write an image as quality must be in [1, 100]: got ${quality}. A usual one is 90.`);
  }
  if (picture.dtype !== "uint8" || !(data instanceof Uint8Array || data as unknown instanceof Uint8ClampedArray)) {
    throw new TypeError(
      `Cannot write the image ${path} as its pixels must be bytes, a Uint8Array: got ${picture.dtype}, a ${
        (data as Uint8Array | undefined)?.constructor.name
      }. Round what lies between 0 and 255.`,
    );
  }
  const isPng = /\.png$/i.test(path);
  if (!isPng && !/\.jpe?g$/i.test(path)) {
    throw new TypeError(`Cannot write the image ${path} as its name must end in .png, .jpg or .jpeg: got another.`);
  }
  const bytes = isPng ? png({ data, height, width, channels }) : await jpeg(picture, quality);
  await replaceFile(path, async (file) => {
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  });
}

interface Encoder {
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array;
}

/** What MozJPEG does by default, its quality beside. */
const USUAL = {
  ...{ baseline: false, arithmetic: false, progressive: true, optimize_coding: true, smoothing: 0, color_space: 3 },
  ...{ quant_table: 3, trellis_multipass: false, trellis_opt_zero: false, trellis_opt_table: false, trellis_loops: 1 },
  ...{ auto_subsample: true, chroma_subsample: 2, separate_chroma_quality: false, chroma_quality: 75 },
};

async function jpeg({ data, shape: [height, width, channels] }: Picture, quality: number): Promise<Uint8Array> {
  if (channels !== 3 || data.length !== height * width * 3 || data.length === 0) {
    throw new RangeError(
      `Cannot write a JPEG as its bytes must be ${height} x ${width} x 3, and some: got ${data.length} in ${channels} channels.`,
    );
  }
  const { default: start } = await onDemand<typeof import("npm:@jsquash/jpeg@1.6.0/codec/enc/mozjpeg_enc.js")>(
    "npm:@jsquash/jpeg@1.6.0/codec/enc/mozjpeg_enc.js",
  );
  const compiled = await compiledOnDemand<typeof import("npm:@jsquash/jpeg@1.6.0")>(
    "npm:@jsquash/jpeg@1.6.0/codec/enc/mozjpeg_enc.wasm",
  );
  const program = await (start as (module: object) => Promise<Encoder>)({
    noInitialRun: true,
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance);
      return instance.exports;
    },
  });
  const rgba = new Uint8Array(height * width * 4);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!, rgba[to + 1] = data[from + 1]!, rgba[to + 2] = data[from + 2]!, rgba[to + 3] = 255;
  }
  // The bytes lie in the memory of the program, which goes.
  return Uint8Array.from(program.encode(rgba, width, height, { ...USUAL, quality }));
}
