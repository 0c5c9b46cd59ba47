/** Rows of Arrow's IPC formats, of files (Feather of version 2) and of streams, by flechette: a batch of rows at a time. */
import { readColumns } from "../../rows/read_columns.ts";
import type { Place, RowBlock, RowFields, RowReader } from "../../rows/row_reader.ts";
import { lz4Frame } from "./lz4_frame.ts";
import { inTime } from "../../files/in_time.ts";
import { reasonOf } from "../../terminal/visible.ts";
import { onDemand } from "../../on_demand.ts";

/** The kinds of columns that are numbers, texts, answers or nothing, by their numbers in Arrow's schema. */
const SIMPLE = new Set([1, 2, 3, 5, 6, 7, 8, 9, 10, 18, 20, 24]), DICTIONARY = -1;
const LZ4 = 0, ZSTD = 1;

interface Kind {
  readonly typeId: number;
  readonly dictionary?: Kind;
}

/**
 * Opens a file of Arrow. Columns that hold lists, records or bytes are left out.
 *
 * @throws {RangeError} If it is damaged, or two columns have one name.
 */
export async function arrowRows(path: string): Promise<RowReader> {
  const [{ tableFromIPC, setCompressionCodec, Type }, { compressors }] = await Promise.all([
    // Rarely needed.
    onDemand<typeof import("npm:@uwdata/flechette@2.6.0")>("npm:@uwdata/flechette@2.6.0"),
    onDemand<typeof import("npm:hyparquet-compressors@1.1.1")>("npm:hyparquet-compressors@1.1.1"),
  ]);
  const encode = () => {
    throw new TypeError("Cannot write Arrow as it is only read here: got a table.");
  };
  setCompressionCodec(LZ4, { encode, decode: lz4Frame as never });
  // What fzstd answers may begin at any byte, where numbers cannot.
  const unpacked = (bytes: Uint8Array, length: number) => compressors.ZSTD!(bytes, length).slice();
  setCompressionCodec(ZSTD, { encode, decode: unpacked as never });
  const { schema, batches, read } = arrowMessages(path);
  const refuse = (cause: unknown) =>
    new RangeError(`Cannot read ${path} as it must be a whole file of Arrow: got ${reasonOf(cause)}.`, { cause });
  const lengthOf = (messages: readonly Uint8Array[]) => messages.reduce((sum, { length }) => sum + length, 0);
  const tableOf = async (messages: Uint8Array[]) => {
    try {
      return await inTime(lengthOf(messages), () => tableFromIPC(messages, { useBigInt: true }));
    } catch (cause) {
      throw refuse(cause);
    }
  };
  const { fields } = (await tableOf([schema])).schema as { readonly fields: readonly { name: string; type: Kind }[] };
  const isSimple = ({ typeId, dictionary }: Kind): boolean =>
    typeId === DICTIONARY ? isSimple(dictionary!) : SIMPLE.has(typeId);
  const used = [...fields.keys()].filter((i) => isSimple(fields[i]!.type)), columns = used.map((i) => fields[i]!.name);
  const nameOf = ({ typeId }: Kind) => Object.entries(Type).find(([, id]) => id === typeId)?.[0] ?? "another kind";
  const left = fields.flatMap(({ name, type }) => isSimple(type) ? [] : [`${name} (${nameOf(type)})`]);
  const told = readColumns(path, columns, left);
  const rowsAt = async ([at]: Place): Promise<readonly RowFields[]> => {
    const { place, dictionaries } = batches[at]!, messages = [schema, ...dictionaries.map(read), read(place)];
    const table = await tableOf(messages), bytes = lengthOf(messages);
    try {
      return await inTime(bytes, () => {
        const all = used.map((i) => table.getChildAt(i).toArray() as ArrayLike<unknown>);
        if (all.some(({ length }) => length !== table.numRows)) {
          throw new RangeError("it must have columns of one length");
        }
        return Array.from({ length: table.numRows }, (_, row) => all.map((column) => column[row]));
      });
    } catch (cause) {
      throw refuse(cause);
    }
  };
  return {
    name: path,
    ...told,
    async *blocks(): AsyncGenerator<RowBlock> {
      for (const i of batches.keys()) {
        const place = [i, i + 1] as const, rows = await rowsAt(place);
        if (rows.length > 0) yield { rows, place };
      }
    },
    block: rowsAt,
  };
}

/** A batch of rows, and the dictionaries that it counts by: places in the file. */
export interface ArrowBatch {
  readonly place: Place;
  readonly dictionaries: readonly Place[];
}

/** What there is in a file. */
export interface ArrowMessages {
  readonly schema: Uint8Array;
  readonly batches: readonly ArrowBatch[];
  /** Reads what lies at a place. */
  read(place: Place): Uint8Array<ArrayBuffer>;
}

const SCHEMA = 1, DICTIONARY_BATCH = 2, BATCH = 3, MAGIC = "ARROW1";
/** A schema, or a message's own words, are never as long as this. */
const LONGEST = 2 ** 26;

/**
 * Finds the messages of a file, in the stream format or that of files.
 *
 * @throws {RangeError} If it is none, or not whole.
 */
export function arrowMessages(path: string): ArrowMessages {
  const refuse = (got: string) =>
    new RangeError(`Cannot read ${path} as it must be a whole file of Arrow: got ${got}.`);
  const read = ([from, to]: Place): Uint8Array<ArrayBuffer> => {
    using file = Deno.openSync(path);
    file.seekSync(from, Deno.SeekMode.Start);
    const bytes = new Uint8Array(to - from);
    for (let at = 0; at < bytes.length;) {
      const count = file.readSync(bytes.subarray(at));
      if (count === null) throw refuse("its beginning alone");
      at += count;
    }
    return bytes;
  };
  const { size } = Deno.statSync(path), head = new TextDecoder().decode(read([0, Math.min(8, size)]));
  if (head.startsWith("FEA1")) throw refuse("Feather of version 1. Write it anew with pyarrow.feather");
  const isFile = head.startsWith(MAGIC), batches: ArrowBatch[] = [], dictionaries = new Map<bigint, readonly Place[]>();
  let schema: Uint8Array | undefined;
  for (let at = isFile ? 8 : 0; at + 8 <= size;) {
    const words = new DataView(read([at, at + 8]).buffer), isMarked = words.getInt32(0, true) === -1;
    const length = words.getInt32(isMarked ? 4 : 0, true), begin = at + (isMarked ? 8 : 4);
    if (length === 0) break;
    if (length < 0 || length > LONGEST || begin + length > size) throw refuse("other bytes");
    const { type, body, dictionary } = messageOf(read([begin, begin + length]), refuse), end = begin + length + body;
    if (!(body >= 0 && end <= size)) throw refuse("its beginning alone");
    const place = [at, end] as const;
    if (type === SCHEMA) schema = read(place);
    else if (type === DICTIONARY_BATCH) {
      const { id, isDelta } = dictionary!;
      dictionaries.set(id, isDelta ? [...dictionaries.get(id) ?? [], place] : [place]);
    } else if (type === BATCH) batches.push({ place, dictionaries: [...dictionaries.values()].flat() });
    else throw refuse("a message of another kind");
    at = end;
  }
  if (schema === undefined) throw refuse(size === 0 ? "an empty file" : "no schema");
  return { schema, batches, read };
}

/** What a message says of itself, by the tables of FlatBuffers. */
function messageOf(bytes: Uint8Array<ArrayBuffer>, refuse: (got: string) => RangeError): {
  readonly type: number;
  readonly body: number;
  readonly dictionary?: { readonly id: bigint; readonly isDelta: boolean };
} {
  const view = new DataView(bytes.buffer);
  /** Where a field of a table stands; 0 where it is left out. */
  const fieldOf = (table: number) => {
    const fields = table - view.getInt32(table, true), width = view.getUint16(fields, true);
    return (number: number) => {
      const at = 4 + 2 * number, offset = at < width ? view.getUint16(fields + at, true) : 0;
      return offset === 0 ? 0 : table + offset;
    };
  };
  try {
    const field = fieldOf(view.getUint32(0, true)), [kind, header, length] = [field(1), field(2), field(3)];
    const type = kind === 0 ? 0 : view.getUint8(kind), body = length === 0 ? 0 : Number(view.getBigInt64(length, true));
    if (type !== DICTIONARY_BATCH) return { type, body };
    const inner = fieldOf(header + view.getUint32(header, true)), [id, isDelta] = [inner(0), inner(2)];
    return {
      ...{ type, body },
      dictionary: {
        id: id === 0 ? 0n : view.getBigInt64(id, true),
        isDelta: isDelta !== 0 && view.getUint8(isDelta) !== 0,
      },
    };
  } catch (error) {
    if (error instanceof RangeError) throw refuse("a damaged message");
    throw error;
  }
}
