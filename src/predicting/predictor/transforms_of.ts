/**
 * The transforms that a checkpoint may name: what a dataset of the shelf does to an input before it is judged, in one closed table; and the
 * tokenizers that one of texts goes by, in another.
 */
import type { Plain, Settings } from "../../settings.ts";
import type { Tokenizer } from "../../tokenizer.ts";
import type { Transform } from "../../transform.ts";
import type { PadToOptions } from "../../transforms/pad_to.ts";

const TRANSFORMS: Readonly<Record<string, () => Promise<(options: never) => Transform | Promise<Transform>>>> = Object
  .freeze({
    resize: async () => (await import("../../transforms/resize.ts")).resize,
    centerCrop: async () => (await import("../../transforms/center_crop.ts")).centerCrop,
    pad: async () => (await import("../../transforms/pad.ts")).pad,
    letterbox: async () => (await import("../../transforms/letterbox.ts")).letterbox,
    async padTo() {
      const { padTo } = await import("../../transforms/pad_to.ts");
      // There is no target to be made as long.
      return ({ targetValue: _, ...options }: PadToOptions) => padTo(options);
    },
    async tokenize() {
      const { tokenize } = await import("../../transforms/tokenize.ts");
      return async ({ tokenizer }: Settings) => tokenize(await tokenizerOf(tokenizer));
    },
    // By chance, but with a chance of 1, of which all have an option.
    grayscale: async () => (await import("../../transforms/grayscale.ts")).grayscale,
    autocontrast: async () => (await import("../../transforms/autocontrast.ts")).autocontrast,
    equalize: async () => (await import("../../transforms/equalize.ts")).equalize,
    invert: async () => (await import("../../transforms/invert.ts")).invert,
  });

const TOKENIZERS: Readonly<Record<string, (known: never) => Promise<Tokenizer>>> = Object.freeze({
  bytes: async () => (await import("../../tokenizers/bytes.ts")).bytes(),
  characters: async (known) => (await import("../../tokenizers/characters.ts")).characters(known),
  words: async (known) => (await import("../../tokenizers/words.ts")).words(known),
  async loadTokenizer({ file, ...options }: { readonly file?: unknown }) {
    // A path or an address would have a checkpoint say what is read on this machine.
    if (typeof file !== "object" || file === null) {
      throw new TypeError(
        `Cannot prepare inputs as the tokenizer of the checkpoint must hold its file: got ${typeof file}. ` +
          "Hand it over: predictor(path, { transforms: [tokenize(yours)] }).",
      );
    }
    return await (await import("../../tokenizers/load_tokenizer.ts")).loadTokenizer(file, options);
  },
});

async function tokenizerOf(told: Plain | undefined): Promise<Tokenizer> {
  const { name, ...known } = typeof told === "object" && told !== null ? told as Settings : {};
  if (typeof name === "string" && Object.hasOwn(TOKENIZERS, name)) return await TOKENIZERS[name]!(known as never);
  throw new TypeError(
    `Cannot prepare inputs as the tokenizer of the checkpoint must be one of ${Object.keys(TOKENIZERS).join(", ")}: ` +
      `got ${name ?? told}. Hand it over: predictor(path, { transforms: [tokenize(yours)] }).`,
  );
}

/**
 * Makes transforms anew, as their settings say.
 *
 * @param told As {@linkcode Knowledge} has them.
 * @throws {TypeError} If one is none of the table, or the tokenizer of one is none of its.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { transformsOf } from "./transforms_of.ts";
 *
 * const transforms = await transformsOf([{ name: "resize", size: 9 }, { name: "centerCrop", size: 8 }]);
 * assertEquals(transforms.map(({ name }) => name), ["resize", "centerCrop"]);
 * ```
 */
export async function transformsOf(told: readonly Settings[]): Promise<Transform[]> {
  return await Promise.all(told.map(async ({ name, ...options }) => {
    const found = typeof name === "string" && Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    if (found !== undefined) return await (await found())(options as never);
    throw new TypeError(
      `Cannot prepare inputs as a transform of the checkpoint must be one of ${Object.keys(TRANSFORMS).join(", ")}: ` +
        `got ${name}. Hand them over: predictor(path, { transforms }).`,
    );
  }));
}
