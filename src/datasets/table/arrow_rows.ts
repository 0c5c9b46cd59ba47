/** Rows of Arrow's IPC formats, of files (Feather of version 2) and of streams, by flechette: a batch of rows at a time. */
import { readColumns } from "../../rows/read_columns.ts";
import type { Place, RowBlock, RowFields, RowReader } from "../../rows/row_reader.ts";
import { arrowMessages } from "./arrow_messages.ts";
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
