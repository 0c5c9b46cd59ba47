import { assertEquals } from "@std/assert";
import { isLedger, ledger, numbersOf, writeNumbers } from "../../src/tensors/ledger.ts";
import { readTensors, writeTensor } from "../../src/tensors/read.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("ledger() begins at 0, does not learn, and leaves one tensor", () => {
  const before = tf.memory().numTensors;
  const made = ledger(2);
  assertEquals([numbersOf(made), made.arraySync(), made.trainable], [[0, 0], [0, 0], false]);
  assertEquals([isLedger(made), isLedger(weight([2], 0))], [true, false]);
  made.dispose();
  assertEquals(tf.memory().numTensors, before + 1);
});

Deno.test("numbersOf() asks no device for what writeNumbers() or a restored snapshot has written", async () => {
  const made = ledger(2);
  writeNumbers(made, [3, 4]);
  const saved = await readTensors({ made });
  const other = ledger(2);
  writeTensor(other, saved.made!);
  other.dataSync = () => {
    throw new Error("read");
  };
  assertEquals(numbersOf(other), [3, 4]);
});

Deno.test("numbersOf() sees what someone else has assigned", () => {
  const made = ledger(1);
  made.assign(tf.tensor1d([7]));
  assertEquals([numbersOf(made), numbersOf(made)], [[7], [7]]);
});
