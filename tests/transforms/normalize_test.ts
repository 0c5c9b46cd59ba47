import { assertAlmostEquals, assertThrows } from "@std/assert";
import { normalize } from "../../src/transforms/normalize.ts";

Deno.test("normalize() agrees with ToTensor and Normalize of torchvision", () => {
  const { scale, offset } = normalize({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] }).affine(3);
  const bytes = [0, 128, 255, 7, 91, 200];
  // torch 2.13: torch.tensor([[0, 128, 255], [7, 91, 200]], dtype=torch.uint8).float().div(255).sub(mean).div(std)
  const truth = [-2.4306929111480713, 0.10030563175678253, 2.7512435913085938];
  truth.push(-2.294796943664551, -0.6288303732872009, 1.678177833557129);
  bytes.forEach((byte, i) => assertAlmostEquals(byte * scale[i % 3]! + offset[i % 3]!, truth[i]!, 3e-7));
});

Deno.test("normalize() refuses numbers that do not fit the channels", () => {
  const lengths =
    "Cannot normalize as mean and std must hold a number for each channel, std above 0: got [0.5] and [0].";
  assertThrows(() => normalize({ mean: [0.5], std: [0] }), RangeError, lengths);
  const channels = "Cannot normalize images as mean and std must hold a number for each channel: got 1 for 3 channels.";
  assertThrows(() => normalize({ mean: [0.5], std: [0.5] }).affine(3), RangeError, channels);
});
