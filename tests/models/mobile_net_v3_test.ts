import { assertEquals } from "@std/assert";
import { features, mobileNetV3Large, mobileNetV3Small, tf } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

testImageNetwork("mobileNetV3Small", mobileNetV3Small);

Deno.test("mobileNetV3Large() and mobileNetV3Small() have timm's stages", () => {
  const [large, small] = [mobileNetV3Large({ classes: 2 }), mobileNetV3Small({ classes: 2 })];
  assertEquals([features(large).channels, features(small).channels], [[16, 24, 40, 112, 960], [16, 16, 24, 48, 576]]);
  for (const network of [large, small]) assertEquals(features(network).reductions, [2, 4, 8, 16, 32]);
  tf.dispose([large.params, small.params]);
});
