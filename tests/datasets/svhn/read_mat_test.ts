/** Files that scipy wrote (make_digits.py). */
import { assertEquals, assertRejects } from "@std/assert";
import { readMat } from "../../../src/datasets/svhn/read_mat.ts";

const folder = new URL("./", import.meta.url).pathname;

Deno.test("readMat() reads numbers of each kind, the first axis running fastest, and passes over what is none", async () => {
  const arrays = await readMat(`${folder}numbers.mat`);
  assertEquals([...arrays.keys()].toSorted(), ["d", "i", "s", "u"]);
  assertEquals([...arrays.get("d")!.data], [1.5, -2.5]);
  assertEquals([arrays.get("s")!.shape, [...arrays.get("s")!.data]], [[2, 2], [1, 3, 2, 4]]);
  assertEquals([...arrays.get("i")!.data, ...arrays.get("u")!.data], [-300, 4_000_000_000]);
});

Deno.test("readMat() refuses what is cut, damaged or another format, in a sentence that names the file", async () => {
  const path = `${await Deno.makeTempDir()}/a.mat`;
  for (const name of ["train", "test"]) {
    const whole = await Deno.readFile(`${folder}${name}_32x32.mat`);
    for (const to of [0, 100, 127, 130, 150, 300, whole.length - 1]) {
      await Deno.writeFile(path, whole.subarray(0, to));
      await assertRejects(() => readMat(path), RangeError, `Cannot read ${path} as it must be`);
    }
  }
  const packed = await Deno.readFile(`${folder}train_32x32.mat`);
  packed.fill(7, 150, 200);
  await Deno.writeFile(path, packed);
  await assertRejects(() => readMat(path), RangeError, `Cannot read ${path} as it must be whole`);
  await Deno.writeTextFile(path, "MATLAB 7.3 MAT-file".padEnd(600));
  await assertRejects(
    () => readMat(path),
    RangeError,
    'of MATLAB, version 5 to 7, its least byte first: got "MATLAB 7.3 MAT-file".',
  );
});
