/** Decoders of JPEG, PNG and WebP in WebAssembly, which run in any thread. */
import { compiledOnDemand } from "../compiled_on_demand.js";
import { onDemand } from "../../on_demand.ts";
import type { Picture } from "../../transform.ts";
import { decodeCmyk, isCmyk } from "./cmyk.ts";
import { firstFrame, type Frame } from "./first_frame.ts";
import { checkMeasure, type Format, formatOf } from "./header.ts";
import { type Rgba, startPng } from "./png.ts";

/**
 * Starts the decoders; {@linkcode imageDecoder} is their door.
 *
 * @example See {@linkcode imageDecoder}.
 */
export async function startDecoders(): Promise<(bytes: Uint8Array) => Picture> {
  const { default: startJpeg } = await onDemand<typeof import("npm:@jsquash/jpeg@1.6.0/codec/dec/mozjpeg_dec.js")>(
    "npm:@jsquash/jpeg@1.6.0/codec/dec/mozjpeg_dec.js",
  );
  const { default: startWebp } = await onDemand<typeof import("npm:@jsquash/webp@1.5.0/codec/dec/webp_dec.js")>(
    "npm:@jsquash/webp@1.5.0/codec/dec/webp_dec.js",
  );
  const [jpeg, png, webp] = await Promise.all([
    compiledOnDemand<typeof import("npm:@jsquash/jpeg@1.6.0")>("npm:@jsquash/jpeg@1.6.0/codec/dec/mozjpeg_dec.wasm"),
    compiledOnDemand<typeof import("npm:@jsquash/png@3.1.1")>("npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png_bg.wasm"),
    compiledOnDemand<typeof import("npm:@jsquash/webp@1.5.0")>("npm:@jsquash/webp@1.5.0/codec/dec/webp_dec.wasm"),
  ]);

  let complaint = "";
  const started = (start: Start, module: WebAssembly.Module): Started => {
    const program = {
      noInitialRun: true,
      // What would go to the console is the reason of the error that follows.
      printErr: (line: string) => complaint = line,
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
        const instance = new WebAssembly.Instance(module, imports);
        done(instance);
        return instance.exports;
      },
    };
    start(program);
    // Since the module is compiled already, all of it is there at once.
    return program as unknown as Started;
  };
  const starts: Record<Format, () => Decoder> = {
    JPEG() {
      const program = started(startJpeg as Start, jpeg);
      const decode = (bytes: Uint8Array) => program.decode(bytes, false);
      return (bytes) => isCmyk(bytes) ? decodeCmyk(bytes, decode) ?? null : decode(bytes);
    },
    WebP() {
      const program = started(startWebp as Start, webp);
      return (bytes) => program.decode(bytes);
    },
    PNG: () => startPng(png),
  };
  const decoders = new Map<Format, Decoder>();
  const decode = (format: Format, bytes: Uint8Array): Rgba => {
    checkMeasure(bytes, format);
    const decoder = decoders.get(format) ?? starts[format]();
    // One that fails is not asked again, since it keeps what it had taken: a hundred broken files would use up all.
    decoders.delete(format);
    complaint = "";
    let image: Rgba | null;
    try {
      image = decoder(bytes);
    } catch {
      image = null;
    }
    // A JPEG that was cut short has a grey rest, and only this to tell.
    if (image === null || complaint.startsWith("Premature end")) {
      const why = complaint === "" ? "" : ` (${complaint})`;
      throw new TypeError(`it must be a whole ${format}: got one that cannot be decoded${why}`);
    }
    decoders.set(format, decoder);
    return image;
  };
  return (bytes) => {
    const format = formatOf(bytes);
    if (format === undefined) {
      const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
      throw new TypeError(`it must be JPEG, PNG or WebP: got a file that begins with [${start}]`);
    }
    const frame = format === "WebP" ? firstFrame(bytes) : undefined;
    if (frame === undefined) return pictureOf(decode(format, bytes));
    checkMeasure(bytes, format);
    return onCanvas(pictureOf(decode(format, frame.still)), frame);
  };
}

type Decoder = (bytes: Uint8Array) => Rgba | null;
type Start = (program: object) => unknown;

interface Started {
  decode(bytes: Uint8Array, oriented?: boolean): Rgba | null;
}

function pictureOf({ data, width, height }: Rgba): Picture {
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    pixels[to] = data[from]!;
    pixels[to + 1] = data[from + 1]!;
    pixels[to + 2] = data[from + 2]!;
  }
  return { dtype: "uint8", data: pixels, shape: [height, width, 3] };
}

/** A frame where it lies on its canvas, which is black. */
function onCanvas(picture: Picture, { x, y, width, height }: Frame): Picture {
  const [rows, columns] = picture.shape;
  if (rows === height && columns === width) return picture;
  if (x + columns > width || y + rows > height) {
    throw new TypeError(
      `it must have its frame on its canvas: got ${columns} x ${rows} at ${x}, ${y} of ${width} x ${height}`,
    );
  }
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < rows; row++) {
    pixels.set(picture.data.subarray(row * columns * 3, (row + 1) * columns * 3), ((y + row) * width + x) * 3);
  }
  return { dtype: "uint8", data: pixels, shape: [height, width, 3] };
}
