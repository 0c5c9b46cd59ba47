import { assertConvolves, type Convolution } from "../convolution_by_hand.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

const columns: readonly (Convolution & { readonly mixed: boolean })[] = [
  {
    mixed: false,
    batch: 3,
    input: [9, 6, 3],
    size: [1, 2, 2],
    strides: [2, 1, 3],
    pad: "valid",
    channels: 1,
    filters: 8,
  },
  {
    mixed: false,
    batch: 2,
    input: [3, 4, 6],
    size: [2, 2, 4],
    strides: [3, 1, 3],
    pad: "same",
    channels: 1,
    filters: 8,
  },
  { mixed: false, batch: 3, input: [9, 5], size: [3, 4], strides: [1, 5], pad: "same", channels: 1, filters: 2 },
  { mixed: true, batch: 5, input: [20, 3], size: [1, 4], strides: [3, 3], pad: "same", channels: 24, filters: 2 },
  { mixed: true, batch: 2, input: [10, 3], size: [2, 3], strides: [2, 2], pad: "valid", channels: 15, filters: 24 },
  { mixed: true, batch: 4, input: [14, 2], size: [2, 3], strides: [3, 2], pad: "same", channels: 65, filters: 16 },
  {
    mixed: true,
    batch: 4,
    input: [10, 10, 1],
    size: [2, 4, 4],
    strides: [2, 2, 2],
    pad: "same",
    channels: 24,
    filters: 8,
  },
  {
    mixed: true,
    batch: 2,
    input: [3, 1, 1],
    size: [2, 4, 4],
    strides: [3, 1, 3],
    pad: "same",
    channels: 24,
    filters: 16,
  },
  {
    mixed: true,
    batch: 2,
    input: [8, 14, 4],
    size: [2, 4, 2],
    strides: [1, 2, 3],
    pad: "valid",
    channels: 3,
    filters: 5,
  },
];

for (const { mixed, ...asked } of columns) {
  const { input, size, strides, pad, channels, filters } = asked;
  Deno.test({
    name: `${mixed ? "in bfloat16 " : ""}a column of outputs is that of its definition: ${input.join(" x ")} by ${
      size.join(" x ")
    } in steps of ${strides}, ${pad}, ${channels} channels, ${filters} filters`,
    ...needed,
    fn: () => assertConvolves(asked, { mixed }),
  });
}
