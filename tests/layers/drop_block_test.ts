import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { dropBlock } from "../../src/layers/drop_block.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");
const SEED = 5;

Deno.test("dropBlock() drops the squares around what is drawn, in each channel others, and keeps the mean", () => {
  const [batch, side, channels, size, rate] = [2, 7, 3, 3, 0.3], inner = side - size + 1;
  // By torchvision's formula: the chance of a middle, of which there are fewer than places.
  const chance = rate * side ** 2 / (size ** 2 * inner ** 2);
  const drawn = tf.randomUniform([batch, inner, inner, channels], 0, 1, "float32", SEED + 1)
    .arraySync() as number[][][][];
  const mask = tf.buffer(
    [batch, side, side, channels],
    "float32",
    new Float32Array(batch * side * side * channels).fill(1),
  );
  drawn.forEach((image, b) =>
    image.forEach((row, i) =>
      row.forEach((place, k) =>
        place.forEach((value, c) => {
          if (value >= chance) return;
          for (let di = 0; di < size; di++) for (let dk = 0; dk < size; dk++) mask.set(0, b, i + di, k + dk, c);
        })
      )
    )
  );
  const wanted = mask.toTensor(), left = wanted.sum().dataSync()[0]!;
  assertEquals(left > 0 && left < wanted.size, true);
  const layer = dropBlock({ rate, blockSize: size }),
    x = tf.randomNormal([batch, side, side, channels], 0, 1, "float32", 3) as tf.Tensor4D;
  const y = layer.forward(x, { training: true, seed: SEED });
  const right = tf.mul(x, wanted).dataSync().map((value) => value * wanted.size / left);
  y.dataSync().forEach((value, i) => assertAlmostEquals(value, right[i]!, 1e-5));
  assertEquals(layer.forward(x, { training: false, seed: SEED }), x);
  assertEquals(dropBlock({ rate: 0 }).forward(x, { training: true, seed: SEED }), x);
});

Deno.test("dropBlock() takes a map that is smaller than its square whole, and refuses what has no middle", () => {
  const y = dropBlock({ rate: 0.5, blockSize: 9 }).forward(tf.ones([8, 3, 3, 8]), { training: true, seed: SEED });
  const maps = tf.reshape(tf.transpose(y, [0, 3, 1, 2]), [64, 9]).arraySync() as number[][];
  assertEquals(maps.every((map) => new Set(map).size === 1), true);
  assertEquals(new Set(maps.flat()).size, 2);
  assertThrows(() => dropBlock({ blockSize: 4 }), RangeError, "Cannot make dropBlock as blockSize must be odd: got 4.");
  assertThrows(
    () => dropBlock({ rate: 0.1 }).forward(tf.ones([1, 4, 4, 1]), { training: true, seed: 1 }),
    Error,
    "odd height and width",
  );
});
