/** Folders of small PNGs of random noise, made for a test. */
import { dirname, join } from "node:path";
import { encode, initSync } from "npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png.js";
import { compiledOnDemand } from "../../src/pixels/compiled_on_demand.js";
import { generator, mixSeed } from "../../src/tensors/random.ts";

initSync(await compiledOnDemand("npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png_bg.wasm"));

/** A folder that goes when its user is done. */
export interface ImageTree extends AsyncDisposable {
  readonly path: string;
}

/**
 * Writes images.
 *
 * @param paths Their paths in the folder; one that ends in `/` is an empty folder, one that is no PNG holds a text.
 * @param side The height of each; every other one is wider by 3.
 */
export async function imageTree(paths: readonly string[], side = 12): Promise<ImageTree> {
  const path = await Deno.makeTempDir();
  for (const [i, name] of paths.entries()) {
    const file = join(path, name);
    await Deno.mkdir(name.endsWith("/") ? file : dirname(file), { recursive: true });
    if (name.endsWith(".png")) await Deno.writeFile(file, noise(side, side + i % 2 * 3, i));
    else if (!name.endsWith("/")) await Deno.writeTextFile(file, "no image");
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

function noise(height: number, width: number, seed: number): Uint8Array {
  const next = generator(mixSeed(seed, "noise"));
  return encode(Uint8Array.from({ length: height * width * 4 }, () => next() * 256), width, height, 8);
}
