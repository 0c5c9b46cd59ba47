import { assertEquals } from "@std/assert";
import { readCifarFiles } from "../../../src/datasets/cifar10/read_files.ts";
import { cifarFiles, RECORDS, scratch } from "../../download/archive_server.ts";

// What it says of bad files is asserted in cifar10_test.ts, where users meet it.
Deno.test("readCifarFiles() puts the planes of each record side by side", async () => {
  const files = cifarFiles();
  await using dir = await scratch();
  for (const name of ["a", "b"]) {
    await Deno.writeFile(`${dir.path}/${name}`, files[`data_batch_${name === "a" ? 1 : 2}.bin`]!);
  }
  const { pixels, labels } = await readCifarFiles(dir.path, ["a", "b"], { records: RECORDS, samples: 6, classes: 10 });
  assertEquals([...labels], [0, 1, 2, 3, 4, 5]);
  assertEquals(pixels.length, 6 * 3072);
  const record = files["data_batch_2.bin"]!.subarray(3073 + 1, 2 * 3073);
  for (let p = 0; p < 1024; p++) {
    const at = 5 * 3072 + 3 * p;
    assertEquals([...pixels.subarray(at, at + 3)], [record[p], record[1024 + p], record[2048 + p]]);
  }
});
