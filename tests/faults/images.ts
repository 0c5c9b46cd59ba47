/** Images that are broken: what is read has the size it says, all else is refused in a sentence, and good ones stay readable. */
import { generator } from "../../mod.ts";
import { imageDecoder } from "../../src/pixels/decode_image.ts";
import { ANIMATED_IMAGES } from "../pixels/animated_images.ts";
import { CMYK_IMAGES } from "../pixels/cmyk_images.ts";
import { PILLOW_IMAGES } from "../pixels/pillow_images.ts";
import { mutateBytes } from "./mutate.ts";
import { attempt, type Kind, must } from "./tally.ts";

/** Images changed by chance. */
export const images: Kind = {
  name: "broken images",
  async run({ long, seed }, tally) {
    const next = generator(seed), int = (most: number) => Math.floor(next() * most), decode = await imageDecoder();
    const goods = [...PILLOW_IMAGES, ...ANIMATED_IMAGES, ...CMYK_IMAGES].map(({ name, bytes }) => ({ name, bytes }));
    const pixels = goods.map(({ bytes }) => `${decode(bytes).data}`), begin = Deno.memoryUsage().rss;
    for (let i = 0; i < (long ? 10_000 : 800); i++) {
      const good = int(goods.length), { name, bytes } = goods[i % goods.length]!;
      await attempt(tally, `${name}, image ${i} of seed ${seed}`, () => {
        try {
          const { shape: [height, width, channels], data } = decode(mutateBytes(bytes, int));
          must(
            data.length === height * width * channels,
            `${data.length} bytes for ${height} x ${width} x ${channels}`,
          );
        } catch (error) {
          const is = error instanceof TypeError && /^it (must|is) /.test(error.message);
          must(is, `it is refused by ${error}`);
        }
        if (i % 5 === 0) {
          must(`${decode(goods[good]!.bytes).data}` === pixels[good], `${goods[good]!.name} is read otherwise since`);
        }
      });
    }
    await attempt(tally, "all of them", () => {
      const grown = Deno.memoryUsage().rss - begin;
      must(grown < 1e9, `they took ${Math.round(grown / 1e6)} MB`);
    });
  },
};
