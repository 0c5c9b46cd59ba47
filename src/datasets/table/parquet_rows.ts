/** Rows of Parquet, by hyparquet: a group of rows at a time. */
import type { Place, RowBlock, RowFields, RowReader } from "../../rows/row_reader.ts";

/** Most rows of a block; it lies within a group of rows, whose pages are otherwise unpacked once more. */
const MOST = 50_000;

/**
 * Opens a file of Parquet. What is compressed by Snappy, or not at all, is read by hyparquet itself, all else by its compressors.
 *
 * @throws {RangeError} If it is damaged, or has no columns.
 */
export async function parquetRows(path: string): Promise<RowReader> {
  const [{ parquetMetadata, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    // Heavy, and rarely needed.
    import("npm:hyparquet@1.31.5"),
    import("npm:hyparquet-compressors@1.1.1"),
  ]);
  const size = (await Deno.stat(path)).size;
  const part = (begin: number, end = size): ArrayBuffer => {
    using file = Deno.openSync(path);
    file.seekSync(begin, Deno.SeekMode.Start);
    const bytes = new Uint8Array(end - begin);
    for (let at = 0; at < bytes.length;) {
      const count = file.readSync(bytes.subarray(at));
      if (count === null) throw new RangeError("it is shorter than it says");
      at += count;
    }
    return bytes.buffer;
  };
  const footer = () => {
    try {
      const tail = part(Math.max(0, size - 8)), length = new DataView(tail).getUint32(0, true);
      return parquetMetadata(part(Math.max(0, size - 8 - length)));
    } catch (cause) {
      const got = cause instanceof Error ? cause.message : String(cause);
      throw new RangeError(`Cannot read ${path} as it must be a whole file of Parquet: got ${got}.`, { cause });
    }
  };
  const metadata = footer(), columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const file = { byteLength: size, slice: (begin: number, end?: number) => Promise.resolve(part(begin, end)) };
  const rowsAt = async ([rowStart, rowEnd]: Place): Promise<readonly RowFields[]> => {
    const records = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    return records.map((record) => columns.map((name) => record[name]));
  };
  return {
    name: path,
    columns,
    async *blocks(): AsyncGenerator<RowBlock> {
      let end = 0;
      for (const group of metadata.row_groups) {
        let from = end;
        end += Number(group.num_rows);
        for (; from < end; from += MOST) {
          const place = [from, Math.min(end, from + MOST)] as const;
          yield { rows: await rowsAt(place), place };
        }
      }
    },
    block: rowsAt,
  };
}
