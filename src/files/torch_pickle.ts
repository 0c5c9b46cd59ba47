/**
 * The part of Python's pickle that a state dict of PyTorch is written in, read as data alone. A pickle is a program that may
 * call anything; this reader knows no calls. It knows lists, dicts, numbers, texts and the four words that make a tensor, which
 * become records; every other word and every other operation is refused by its name. Format: Python's `pickletools`.
 */
import { visible } from "../terminal/visible.ts";

/** A tensor, whose numbers lie elsewhere. */
export class TensorPlace {
  /**
   * @param key The name of the storage.
   * @param type That of its numbers, as safetensors names them.
   * @param offset The first number.
   * @param shape The sides.
   * @param strides Numbers from one place to the next, by axis.
   */
  constructor(
    readonly key: string,
    readonly type: string,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** A word of Python: what stands for a class or a function there is a name here, and nothing that could run. */
class Word {
  constructor(readonly name: string) {}
}

/** A storage: its key and, where it is said, the type of its numbers. */
class Storage {
  constructor(readonly key: string, readonly type: string | undefined) {}
}

const MARK = Symbol("mark");

/** PyTorch's types of numbers, as safetensors names them. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ "torch FloatStorage": "F32", "torch DoubleStorage": "F64", "torch HalfStorage": "F16" },
  ...{ "torch BFloat16Storage": "BF16", "torch LongStorage": "I64", "torch IntStorage": "I32" },
  ...{ "torch ShortStorage": "I16", "torch CharStorage": "I8", "torch ByteStorage": "U8", "torch BoolStorage": "BOOL" },
  ...{ "torch float8_e4m3fn": "F8_E4M3", "torch float8_e5m2": "F8_E5M2" },
  ...{ "torch uint16": "U16", "torch uint32": "U32", "torch uint64": "U64" },
};
const WORDS: ReadonlySet<string> = new Set([
  ...Object.keys(TYPES),
  ...["torch.storage UntypedStorage", "collections OrderedDict", "torch Size"],
  ...["torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_tensor_v3", "torch._utils _rebuild_parameter"],
]);

/** Names of operations that are likely to be met, for the refusal. */
const NAMES: Readonly<Record<number, string>> = {
  ...{ 0x69: "INST", 0x6f: "OBJ", 0x81: "NEWOBJ", 0x92: "NEWOBJ_EX", 0x50: "PERSID", 0x82: "EXT1", 0x83: "EXT2" },
  ...{ 0x84: "EXT4", 0x53: "STRING", 0x54: "BINSTRING", 0x55: "SHORT_BINSTRING", 0x49: "INT", 0x46: "FLOAT" },
  ...{ 0x4c: "LONG", 0x56: "UNICODE", 0x8f: "EMPTY_SET", 0x91: "FROZENSET", 0x97: "NEXT_BUFFER", 0x30: "POP" },
};

/**
 * Reads a pickle.
 *
 * @param bytes The pickle, of protocol 2 to 5.
 * @returns What it holds: dicts are maps, lists and tuples are arrays, tensors are {@linkcode TensorPlace}.
 * @throws {SyntaxError} If it names or does anything else, or is cut short; the message says what, without the file's name.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { readTorchPickle } from "./torch_pickle.ts";
 *
 * const hostile = new TextEncoder().encode("cos\nsystem\n(X\x02\0\0\0lstR.");
 * assertThrows(() => readTorchPickle(hostile), SyntaxError, "got os system");
 * ```
 */
export function readTorchPickle(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), text = new TextDecoder();
  const stack: unknown[] = [], memo = new Map<number, unknown>();
  let at = 0;
  const skip = (count: number) => {
    if (!(count <= bytes.length - at)) throw new SyntaxError("its pickle must be whole: got one that is cut short");
    return (at += count) - count;
  };
  const pop = () => {
    if (stack.length === 0 || stack.at(-1) === MARK) throw broken("an operation without its values");
    return stack.pop();
  };
  const popMark = () => {
    const mark = stack.lastIndexOf(MARK);
    if (mark === -1) throw broken("the end of a list without its beginning");
    return stack.splice(mark).slice(1);
  };
  const top = <T>(kind: abstract new (...args: never[]) => T): T => {
    const value = stack.at(-1);
    if (!(value instanceof kind)) throw broken("an item for what holds none");
    return value;
  };
  const setItems = (items: readonly unknown[]) => {
    const map = top(Map);
    if (items.length % 2 === 1) throw broken("a key without its value");
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  };
  const line = () => {
    const begin = at, end = bytes.indexOf(10, at);
    skip(end === -1 ? Infinity : end + 1 - at);
    return text.decode(bytes.subarray(begin, end));
  };
  const word = (name: string) => {
    if (WORDS.has(name)) return new Word(name);
    throw new SyntaxError(
      `only tensors, lists, dicts, numbers and texts are read, and nothing is ever called: got ${
        visible(name.slice(0, 80))
      }. In Python, save ` +
        "model.state_dict() alone.",
    );
  };
  const u32 = () => view.getUint32(skip(4), true);
  const string = (length: number) => text.decode(bytes.subarray(skip(length), at));
  const put = (key: number) => void memo.set(key, stack.at(-1));
  const get = (key: number) => {
    if (!memo.has(key)) throw broken("a value that was not kept");
    stack.push(memo.get(key));
  };
  const long = () => {
    let value = 0n;
    const length = view.getUint8(skip(1)), begin = skip(length);
    for (let i = length - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[begin + i]!);
    return Number(length === 0 ? 0n : BigInt.asIntN(8 * length, value));
  };
  const operations: Readonly<Record<number, () => unknown>> = {
    0x80: () => skip(1), // PROTO
    0x95: () => skip(8), // FRAME
    0x28: () => stack.push(MARK),
    0x7d: () => stack.push(new Map()), // EMPTY_DICT
    0x5d: () => stack.push([]), // EMPTY_LIST
    0x29: () => stack.push([]), // EMPTY_TUPLE
    0x4e: () => stack.push(null), // NONE
    0x88: () => stack.push(true),
    0x89: () => stack.push(false),
    0x4b: () => stack.push(view.getUint8(skip(1))), // BININT1
    0x4d: () => stack.push(view.getUint16(skip(2), true)), // BININT2
    0x4a: () => stack.push(view.getInt32(skip(4), true)), // BININT
    0x8a: () => stack.push(long()), // LONG1
    0x47: () => stack.push(view.getFloat64(skip(8))), // BINFLOAT
    0x58: () => stack.push(string(u32())), // BINUNICODE
    0x8c: () => stack.push(string(view.getUint8(skip(1)))), // SHORT_BINUNICODE
    0x71: () => put(view.getUint8(skip(1))), // BINPUT
    0x72: () => put(u32()), // LONG_BINPUT
    0x94: () => put(memo.size), // MEMOIZE
    0x68: () => get(view.getUint8(skip(1))), // BINGET
    0x6a: () => get(u32()), // LONG_BINGET
    0x74: () => stack.push(popMark()), // TUPLE
    0x6c: () => stack.push(popMark()), // LIST
    0x85: () => stack.push([pop()]), // TUPLE1
    0x86: () => stack.push([pop(), pop()].reverse()), // TUPLE2
    0x87: () => stack.push([pop(), pop(), pop()].reverse()), // TUPLE3
    0x61: () => { // APPEND
      const item = pop();
      top(Array).push(item);
    },
    0x65: () => { // APPENDS
      const items = popMark(), list = top(Array);
      for (const item of items) list.push(item);
    },
    0x73: () => setItems([pop(), pop()].reverse()), // SETITEM
    0x75: () => setItems(popMark()), // SETITEMS
    0x63: () => stack.push(word(`${line()} ${line()}`)), // GLOBAL
    0x93: () => { // STACK_GLOBAL
      const name = pop(), module = pop();
      // What is no text could be a list of lists that takes for ever to be written out.
      if (typeof name !== "string" || typeof module !== "string") throw broken("a word that is none");
      stack.push(word(`${module} ${name}`));
    },
    0x51: () => stack.push(storageOf(pop())), // BINPERSID
    0x52: () => { // REDUCE
      const given = pop(), what = pop();
      stack.push(made(what, given));
    },
    // BUILD sets attributes, as an OrderedDict's notes on versions: nothing here has any.
    0x62: () => pop(),
  };
  while (true) {
    const code = bytes[skip(1)]!;
    if (code === 0x2e) return pop(); // STOP
    const operation = operations[code];
    if (operation === undefined) {
      const name = NAMES[code] ?? `0x${code.toString(16)}`;
      throw new SyntaxError(
        `its pickle must be of data alone: got the operation ${name}. In Python, save model.state_dict().`,
      );
    }
    operation();
  }
}

function broken(got: string): SyntaxError {
  return new SyntaxError(`its pickle must be in order: got ${got}`);
}

function storageOf(given: unknown): Storage {
  const [kind, type, key] = Array.isArray(given) ? given : [];
  if (kind !== "storage" || !(type instanceof Word) || typeof key !== "string") {
    throw broken("no storage where one must be");
  }
  return new Storage(key, TYPES[type.name]);
}

/** What the words stand for, made of data. */
function made(what: unknown, given: unknown): unknown {
  const name = what instanceof Word ? what.name : undefined;
  if (name === undefined || !Array.isArray(given)) throw broken("a call of what is no word");
  if (name === "collections OrderedDict" && given.length === 0) return new Map();
  if (name === "torch Size" && Array.isArray(given[0])) return given[0];
  if (name === "torch._utils _rebuild_parameter" && given[0] instanceof TensorPlace) return given[0];
  if (name === "torch._utils _rebuild_tensor_v2" || name === "torch._utils _rebuild_tensor_v3") {
    const [storage, offset, shape, strides, , , dtype] = given;
    if (given.some((notes) => notes instanceof Map && (notes.get("neg") || notes.get("conj")))) {
      throw new SyntaxError(
        "its tensors must be the numbers of their storages: got one that PyTorch has noted as negative. In Python, save tensor.resolve_neg()",
      );
    }
    const type = dtype instanceof Word ? TYPES[dtype.name] : storage instanceof Storage ? storage.type : undefined;
    const fits = storage instanceof Storage && type !== undefined && areCounts([offset]) && areCounts(shape) &&
      areCounts(strides) && strides.length === shape.length;
    if (fits) return new TensorPlace(storage.key, type, offset, shape, strides);
  }
  throw broken(`values that do not fit ${name}`);
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
