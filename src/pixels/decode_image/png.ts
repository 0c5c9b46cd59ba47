/**
 * The decoder of PNG, as often as one is needed: the package's own glue makes one a process, and what a broken file
 * leaves in its memory stays there.
 */

interface Exports {
  readonly memory: WebAssembly.Memory;
  __wbindgen_malloc(size: number, align: number): number;
  __wbindgen_free(at: number, size: number, align: number): void;
  decode(at: number, size: number): number;
}

/**
 * Starts a decoder.
 *
 * @param module The compiled decoder, of `@jsquash/png` 3.1.1.
 * @returns Decodes a file; throws where it is broken, and must not be used any more then.
 */
export function startPng(module: WebAssembly.Module): (bytes: Uint8Array) => Rgba {
  let image: Rgba | undefined;
  const imports = {
    // It takes the pixels as numbers of 8 bits and hands them to us, to be given back.
    __wbg_newwithownedu8clampedarrayandsh_91db5987993a08fb(at: number, size: number, width: number, height: number) {
      image = { data: new Uint8ClampedArray(memory.buffer, at >>> 0, size >>> 0).slice(), width, height };
      free(at, size, 1);
      return 0;
    },
    __wbindgen_throw(at: number, size: number) {
      throw new Error(new TextDecoder().decode(new Uint8Array(memory.buffer, at >>> 0, size >>> 0)));
    },
    // For its decoder of 16 bits, which is not called.
    ...{ __wbindgen_memory: none, __wbg_buffer_a448f833075b71ba: none, __wbindgen_object_drop_ref: none },
    __wbg_newwithbyteoffsetandlength_099217381c451830: none,
  };
  const exports = new WebAssembly.Instance(module, { wbg: imports }).exports as unknown as Exports;
  const { memory, __wbindgen_malloc: malloc, __wbindgen_free: free, decode } = exports;
  return (bytes) => {
    const at = malloc(bytes.length, 1) >>> 0;
    new Uint8Array(memory.buffer).set(bytes, at);
    decode(at, bytes.length);
    return image!;
  };
}

function none(): number {
  return 0;
}

/** An image of four channels. */
export interface Rgba {
  /** Rows of pixels, channels last. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
