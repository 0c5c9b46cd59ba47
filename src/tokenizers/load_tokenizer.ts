/** Tokenizers of other tools, by the file that Hugging Face's write. */
import { readText } from "../files/read_text.ts";
import type { Settings } from "../settings.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { given, settle } from "../options/settle.ts";
import { Endless, timekeeper } from "../files/in_time.ts";
import { reasonOf } from "../terminal/visible.ts";
import { onDemand } from "../on_demand.ts";
import { splitsOf } from "./load_tokenizer/splits.ts";

/** How a tokenizer of a file goes about. */
export interface LoadTokenizerOptions {
  /** Whether `encode` adds the special tokens of the file, such as `[CLS]` and `[SEP]`. Default true. */
  readonly special?: boolean;
  /** Whether `decode` leaves special tokens out. Default true. */
  readonly skipSpecial?: boolean;
}

/**
 * Reads a `tokenizer.json` of Hugging Face: byte-pair encoding, WordPiece, Unigram or words, with its normalizers, special tokens and
 * decoders, by their own library, which is imported when this is called.
 *
 * @param file A path, the address of a file, or what it holds.
 * @throws {TypeError} If it is no tokenizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadTokenizer } from "jsr:@raptor/raptor";
 *
 * const model = { type: "WordLevel", vocab: { "[UNK]": 0, hello: 1, world: 2 }, unk_token: "[UNK]" };
 * const file = { version: "1.0", added_tokens: [], pre_tokenizer: { type: "Whitespace" }, model };
 * const tokenizer = await loadTokenizer(file);
 * assertEquals([...tokenizer.encode("hello new world")], [1, 0, 2]);
 * assertEquals(tokenizer.size, 3);
 * ```
 */
export async function loadTokenizer(
  file: string | URL | object,
  options: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  const { special = true, skipSpecial = true } = given(options);
  const isPlace = typeof file === "string" || file instanceof URL;
  const settings = settle("loadTokenizer", options, { special, skipSpecial }, {
    file: isPlace ? String(file) : "object",
  });
  const held = isPlace ? parsed(await readText(file), String(file)) : file;
  const { model, added_tokens: added = [] } = (held ?? {}) as Held;
  if (typeof model?.type !== "string" || !isVocabulary(model.vocab) || !areTokens(added)) {
    throw new TypeError(
      `Cannot load a tokenizer as its file must have a model with a vocabulary: got ${
        isPlace ? String(file) : typeof file
      }. ` +
        "Take the tokenizer.json of Hugging Face's tokenizers.",
    );
  }
  const { Tokenizer: Theirs } = await onDemand<typeof import("npm:@huggingface/tokenizers@0.2.0")>(
    "npm:@huggingface/tokenizers@0.2.0",
  );
  // The patterns of a file may try each way through a text, which are endless.
  const within = await timekeeper();
  // What a file may leave out, theirs asks for.
  const filled = {
    normalizer: null,
    post_processor: null,
    added_tokens: [],
    ...held as object,
    pre_tokenizer: splitsOf((held as Held).pre_tokenizer ?? null),
    decoder: spacesOf((held as Held).decoder ?? null),
  };
  let theirs: InstanceType<typeof Theirs>;
  try {
    theirs = new Theirs(filled as never, {} as never);
  } catch (cause) {
    const place = isPlace ? String(file) : "a tokenizer";
    throw new TypeError(`Cannot load ${place} as its parts must be known ones: got ${reasonOf(cause)}.`, { cause });
  }
  const idOf = (token: string) => theirs.token_to_id(token) as number | undefined;
  const unknown = typeof model.unk_token === "string" ? idOf(model.unk_token) : undefined;
  const isBytewise = model.type === "Unigram" && model.byte_fallback === true;
  const numbers = Array.isArray(model.vocab)
    ? model.vocab.map((_, i) => i)
    : Object.values(model.vocab as Readonly<Record<string, number>>);
  const size = numbers.concat(added.map(({ id }) => id)).reduce((most, id) => Math.max(most, id + 1), 0);
  return Object.freeze({
    name: "loadTokenizer",
    settings,
    // The file itself, as only that makes it anew; one's own object may change.
    known: Object.freeze({ file: (isPlace ? held : structuredClone(held)) as Settings, special, skipSpecial }),
    size,
    encode(text: string) {
      // Words that it does not know have no number in theirs.
      const { ids, tokens } = orRefuse(() =>
        within(text.length, () => theirs.encode(text, { add_special_tokens: special }))
      ) as { readonly ids: readonly (number | undefined)[]; readonly tokens: readonly string[] };
      const all = isBytewise ? ids.flatMap((id, i) => bytesOf(tokens[i]!, idOf) ?? id) : ids;
      return Int32Array.from(all, (id) => {
        if (id !== undefined || unknown !== undefined) return id ?? unknown!;
        throw new RangeError(
          "Cannot encode a text as its tokens must be known: got one that is not. Give the file an unk_token.",
        );
      });
    },
    decode: (tokens: ArrayLike<number>) =>
      tokens.length === 0
        ? ""
        : theirs.decode(Array.from(tokens), { skip_special_tokens: skipSpecial, clean_up_tokenization_spaces: false }),
    idOf,
  });
}

/** A word that Unigram does not know, as the numbers of its bytes where it has one for each: theirs does that for others alone. */
function bytesOf(token: string, idOf: (token: string) => number | undefined): readonly number[] | undefined {
  if (idOf(token) !== undefined) return undefined;
  const ids = Array.from(
    new TextEncoder().encode(token),
    (byte) => idOf(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  );
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** What makes spaces again: theirs takes one away from the beginning, also where none was put there. */
function spacesOf(told: unknown): unknown {
  const { type, decoders, prepend_scheme, replacement = "▁" } = (told ?? {}) as Readonly<Record<string, unknown>>;
  if (type === "Sequence" && Array.isArray(decoders)) return { type, decoders: decoders.map(spacesOf) };
  if (type !== "Metaspace" || prepend_scheme !== "never") return told;
  return { type: "Replace", pattern: { String: replacement }, content: " " };
}

/** What they have not looked at before a text is there. */
function orRefuse<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof Endless) {
      throw new RangeError(
        `Cannot encode a text as ${cause.message}. Take a tokenizer.json whose patterns come to an end.`,
        {
          cause,
        },
      );
    }
    throw new TypeError(
      `Cannot encode a text as the parts of its tokenizer.json must fit together: got ${reasonOf(cause)}.`,
      { cause },
    );
  }
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot load ${place} as it must be JSON: got ${reasonOf(cause)}.`, { cause });
  }
}

/** Texts with numbers, or lists that begin with a text. */
function isVocabulary(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? value.every((entry) => Array.isArray(entry) && typeof entry[0] === "string")
    : Object.values(value).every((id) => Number.isSafeInteger(id) && (id as number) >= 0);
}

function areTokens(value: unknown): boolean {
  return Array.isArray(value) && value.every((token) => {
    const { id, content } = (token ?? {}) as { readonly id?: unknown; readonly content?: unknown };
    return Number.isSafeInteger(id) && (id as number) >= 0 && typeof content === "string";
  });
}

interface Held {
  readonly model?: {
    readonly type?: unknown;
    readonly vocab?: unknown;
    readonly unk_token?: unknown;
    readonly byte_fallback?: unknown;
  };
  readonly added_tokens?: readonly { readonly id: number }[];
  readonly pre_tokenizer?: unknown;
  readonly decoder?: unknown;
}
