/** Rows of Parquet, by hyparquet: a group of rows at a time. */
import { readColumns } from "../../rows/read_columns.ts";
import type { Place, RowBlock, RowFields, RowReader } from "../../rows/row_reader.ts";
import { reasonOf } from "../../terminal/visible.ts";
import { onDemand } from "../../on_demand.ts";
import { lz4Page } from "./lz4_block.ts";

/** Most rows of a block; it lies within a group of rows, whose pages are otherwise unpacked once more. */
const MOST = 50_000;

/** What any page may unpack to, in bytes. */
const LARGE = 2 ** 24;

/**
 * Opens a file of Parquet. What is compressed by Snappy, or not at all, is read by hyparquet itself, all else by its compressors.
 *
 * @throws {RangeError} If it is damaged, or has no columns, or two of one name.
 */
export async function parquetRows(path: string): Promise<RowReader> {
  const [{ parquetMetadata, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    // Heavy, and rarely needed.
    onDemand<typeof import("npm:hyparquet@1.31.5")>("npm:hyparquet@1.31.5"),
    onDemand<typeof import("npm:hyparquet-compressors@1.1.1")>("npm:hyparquet-compressors@1.1.1"),
  ]);
  const size = (await Deno.stat(path)).size;
  const part = (begin: number, end = size): ArrayBuffer => {
    using file = Deno.openSync(path);
    file.seekSync(begin, Deno.SeekMode.Start);
    if (!(begin >= 0 && begin <= end && end <= size)) throw new RangeError("it must hold all of its parts");
    const bytes = new Uint8Array(end - begin);
    for (let at = 0; at < bytes.length;) {
      const count = file.readSync(bytes.subarray(at));
      if (count === null) throw new RangeError("it is shorter than it says");
      at += count;
    }
    return bytes.buffer;
  };
  const refuse = (cause: unknown) =>
    new RangeError(`Cannot read ${path} as it must be a whole file of Parquet: got ${reasonOf(cause)}.`, { cause });
  const footer = () => {
    try {
      const tail = part(Math.max(0, size - 8)), length = new DataView(tail).getUint32(0, true);
      return parquetMetadata(part(Math.max(0, size - 8 - length)));
    } catch (cause) {
      throw refuse(cause);
    }
  };
  const metadata = footer();
  const fields = (() => {
    try {
      return parquetSchema(metadata).children.map(({ element, children }) => ({
        element,
        isPlain: children.length === 0,
      }));
    } catch (cause) {
      throw refuse(cause);
    }
  })();
  const isRead = ({ element, isPlain }: typeof fields[number]) => isPlain && element.repetition_type !== "REPEATED";
  const columns = fields.filter(isRead).map(({ element }) => element.name);
  const left = fields.filter((field) => !isRead(field)).map(({ element }) =>
    `${element.name} (${element.converted_type ?? "group"})`
  );
  const told = readColumns(path, columns, left);
  // A page may say that it unpacks to any size.
  const unpacking = Object.fromEntries(
    // Theirs stumbles over a page of LZ4 that is empty, as one without values is.
    Object.entries({ ...compressors, LZ4: lz4Page, LZ4_RAW: lz4Page }).map((
      [name, unpack],
    ) => [name, (input: Uint8Array, length: number) => {
      if (length > LARGE && length > 1100 * input.length) {
        throw new Error(`${input.length} bytes that are to be ${length}`);
      }
      return (unpack as (input: Uint8Array, length: number) => Uint8Array)(input, length);
    }]),
  ) as typeof compressors;
  const file = { byteLength: size, slice: (begin: number, end?: number) => Promise.resolve(part(begin, end)) };
  let count = 0;
  const groups = metadata.row_groups.map((group) => {
    const from = count;
    return { group, from, to: count += Number(group.num_rows) };
  });
  // A column of a group at a time: an error in another would be one that nobody waits for, and end the process.
  const rowsAt = async ([from, to]: Place): Promise<readonly RowFields[]> => {
    const { group, from: begin } = groups.find((group) => from < group.to)!;
    const own = { ...metadata, row_groups: [group], num_rows: group.num_rows }, rows: unknown[][] = [];
    try {
      for (const [i, name] of columns.entries()) {
        const records = await parquetReadObjects({
          ...{
            file,
            metadata: own,
            compressors: unpacking,
            columns: [name],
            rowStart: from - begin,
            rowEnd: to - begin,
          },
        });
        if (records.length !== to - from) throw new RangeError(`it must hold ${to - from} rows: got ${records.length}`);
        for (const [row, record] of records.entries()) (rows[row] ??= [])[i] = record[name];
      }
      return rows;
    } catch (cause) {
      throw refuse(cause);
    }
  };
  return {
    name: path,
    ...told,
    async *blocks(): AsyncGenerator<RowBlock> {
      for (const { from: first, to: end } of groups) {
        for (let from = first; from < end; from += MOST) {
          const place = [from, Math.min(end, from + MOST)] as const;
          yield { rows: await rowsAt(place), place };
        }
      }
    },
    block: rowsAt,
  };
}
