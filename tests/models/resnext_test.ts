import { assertEquals, assertThrows } from "@std/assert";
import { features, resnet18, resnext50, tf, wideResnet101, wideResnet50 } from "../../mod.ts";

Deno.test("resnext50() and wideResnet50() have torchvision's shapes where they differ from a ResNet-50", () => {
  for (
    const [make, inner, groups] of [[resnext50, [128, 1024], 32], [wideResnet50, [128, 1024], 1]] as const
  ) {
    const network = make({ classes: 2 }), shape = (name: string) => network.params[name]!.shape;
    assertEquals(shape("layer1/0/conv2/kernel"), [3, 3, inner[0] / groups, inner[0]]);
    assertEquals(shape("layer4/2/conv2/kernel"), [3, 3, inner[1] / groups, inner[1]]);
    assertEquals(shape("layer4/2/conv3/kernel"), [1, 1, inner[1], 2048]);
    assertEquals(features(network).channels, [64, 256, 512, 1024, 2048]);
    tf.dispose(network.params);
  }
});

Deno.test("wideResnet101() has as many numbers as torchvision's wide_resnet101_2", () => {
  const { params } = wideResnet101(), learning = Object.values(params).filter(({ trainable }) => trainable);
  assertEquals(learning.reduce((sum, { size }) => sum + size, 0), 126_886_696);
  tf.dispose(params);
});

Deno.test("resnext50() may look further instead of shrinking, on images of its usual size alone", () => {
  const network = resnext50({ classes: 2, outputStride: 16 });
  assertEquals(features(network).reductions, [2, 4, 8, 16, 16]);
  tf.dispose(network.params);
  const small = () => resnext50({ classes: 2, outputStride: 16, stem: "cifar" });
  assertThrows(small, RangeError, "Cannot make resnext50 as outputStride must be one of 8: got 16.");
  assertThrows(
    () => resnet18({ stem: "small" as never }),
    RangeError,
    "stem must be one of imagenet, cifar: got small.",
  );
});
