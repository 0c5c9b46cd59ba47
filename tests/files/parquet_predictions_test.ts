import { assertEquals, assertRejects } from "@std/assert";
import { parquetReadObjects } from "npm:hyparquet@1.31.5";
import { readColumns, writeColumns } from "../../src/files/parquet_predictions.ts";
import { parquetWriteBuffer } from "npm:hyparquet-writer@0.17.0";

Deno.test("writeColumns() writes a number or a list of numbers a sample, which other readers take", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  await writeColumns(path, [{
    prediction: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4.5) },
    target: { dtype: "int32", shape: [2], data: Int32Array.of(7, 8) },
  }]);
  const bytes = await Deno.readFile(path);
  assertEquals(await parquetReadObjects({ file: bytes.buffer }), [
    { batch: 1, prediction: [1, 2], target: 7 },
    { batch: 1, prediction: [3, 4.5], target: 8 },
  ]);
  await Deno.remove(path);
});

Deno.test("readColumns() refuses Parquet of others", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  await Deno.writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "a", data: [1] }] })));
  assertEquals(
    (await assertRejects(() => readColumns(path), SyntaxError)).message,
    `Cannot read predictions from ${path} as it must be Parquet that dump() has written: got no word of its fields.`,
  );
  await Deno.remove(path);
});
