import { assertConvolves } from "../convolution_by_hand.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

Deno.test({
  name: "volumes of one channel have all taps of one filter in their gradient",
  ...needed,
  async fn() {
    const one = { channels: 1, filters: 1, pad: "valid" } as const;
    for (
      const asked of [
        { batch: 1, input: [3, 6, 1], size: [2, 2, 1], strides: [1, 1, 1] },
        { batch: 2, input: [5, 4, 7], size: [3, 3, 3], strides: [2, 1, 2] },
        { batch: 3, input: [2, 2, 9], size: [1, 1, 3], strides: [1, 1, 3] },
      ]
    ) {
      for (const mixed of [false, true]) await assertConvolves({ ...one, ...asked }, { mixed });
    }
  },
});
