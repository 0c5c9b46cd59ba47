/** Files of images to pixels: JPEG, PNG and WebP, by decoders in WebAssembly that run in any thread. */
import type { Picture } from "../transform.ts";

/**
 * Turns the bytes of a file into an RGB image, whatever it held: grey becomes three equal channels, transparency is
 * dropped, 16 bits become 8. The format is told by the first bytes, not by a name. As in torchvision, an orientation in
 * the file's metadata is not applied.
 *
 * @param bytes The whole file.
 * @throws {TypeError} If the file is of another format, broken or cut short; the message says which.
 */
export type ImageDecoder = (bytes: Uint8Array) => Picture;

/**
 * Starts the decoders, which takes some 30 ms. Needs no permission.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { imageDecoder } from "./decode_image.ts";
 *
 * const decode = await imageDecoder();
 * assertThrows(() => decode(Uint8Array.of(66, 77)), TypeError, "it must be JPEG, PNG or WebP");
 * ```
 */
export async function imageDecoder(): Promise<ImageDecoder> {
  const { default: startJpeg } = await import("npm:@jsquash/jpeg@1.6.0/codec/dec/mozjpeg_dec.js");
  const { initSync, decode: decodePng } = await import("npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png.js");
  const { default: startWebp } = await import("npm:@jsquash/webp@1.5.0/codec/dec/webp_dec.js");
  const codecs = await import("./decode_image/codecs.js");

  let complaint = "";
  const options = (module: WebAssembly.Module) => ({
    noInitialRun: true,
    // What would go to the console is the reason of the error that follows.
    printErr: (line: string) => complaint = line,
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  });
  const jpeg = await (startJpeg as Start)(options(codecs.jpeg));
  const webp = await (startWebp as Start)(options(codecs.webp));
  initSync(codecs.png);
  const decoders: Record<Format, (bytes: Uint8Array) => Rgba | null> = {
    JPEG: (bytes) => jpeg.decode(bytes, false),
    WebP: (bytes) => webp.decode(bytes),
    PNG: decodePng as (bytes: Uint8Array) => Rgba,
  };
  return (bytes) => {
    const format = formatOf(bytes);
    if (format === undefined) {
      const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
      throw new TypeError(`it must be JPEG, PNG or WebP: got a file that begins with [${start}]`);
    }
    complaint = "";
    let image: Rgba | null;
    try {
      image = decoders[format](bytes);
    } catch {
      image = null;
    }
    // A JPEG that was cut short has a grey rest, and only this to tell.
    if (image === null || complaint.startsWith("Premature end")) {
      const why = complaint === "" ? "" : ` (${complaint})`;
      throw new TypeError(`it must be a whole ${format} of grey or RGB: got one that cannot be decoded${why}`);
    }
    return { dtype: "uint8", data: withoutAlpha(image.data), shape: [image.height, image.width, 3] };
  };
}

type Format = "JPEG" | "PNG" | "WebP";

interface Rgba {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

type Start = (options: object) => Promise<{ decode(bytes: Uint8Array, oriented?: boolean): Rgba | null }>;

function formatOf(bytes: Uint8Array): Format | undefined {
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "JPEG";
  if (word(0) === "\x89PNG") return "PNG";
  if (word(0) === "RIFF" && word(8) === "WEBP") return "WebP";
  return undefined;
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const pixels = new Uint8Array(rgba.length / 4 * 3);
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    pixels[to] = rgba[from]!;
    pixels[to + 1] = rgba[from + 1]!;
    pixels[to + 2] = rgba[from + 2]!;
  }
  return pixels;
}
