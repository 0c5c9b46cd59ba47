import { assertEquals } from "@std/assert";
import { features, resnet110, resnet20, resnet32, resnet44, resnet56, tf } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

testImageNetwork("resnet20", resnet20);

Deno.test("resnet20() to resnet110() have as many weighted layers as their names say, and 0.27 to 1.73 million numbers", () => {
  const made = [resnet20, resnet32, resnet44, resnet56, resnet110].map((make) => {
    const { params } = make(), names = Object.keys(params);
    const count = Object.values(params).filter(({ trainable }) => trainable).reduce((sum, { size }) => sum + size, 0);
    tf.dispose(params);
    return [names.filter((name) => /kernel$/.test(name) && !/downsample/.test(name)).length, count];
  });
  assertEquals(made, [[20, 272_474], [32, 466_906], [44, 661_338], [56, 855_770], [110, 1_730_714]]);
});

Deno.test("resnet20() keeps the pixels of small images in its first stage, and makes maps 4 times smaller at its end", () => {
  const network = resnet20(), body = features(network);
  assertEquals([body.channels, body.reductions], [[16, 16, 32, 64], [1, 1, 2, 4]]);
  const maps = tf.tidy(() =>
    body.forward(tf.zeros([1, 32, 32, 3]), { training: false, seed: 0 }).map(({ shape }) => shape)
  );
  assertEquals(maps, [[1, 32, 32, 16], [1, 32, 32, 16], [1, 16, 16, 32], [1, 8, 8, 64]]);
  tf.dispose(network.params);
});
