/** Another thread: makes batches ahead of the main one. It holds no tensors. */
import { parentPort } from "node:worker_threads";
import type { Transform } from "../transform.ts";
import { type Developer, developer } from "./collate.ts";
import type { ImageSource } from "../sources/memory_images.ts";
import { openMaker, TRAYS } from "./ring.ts";
import type { Lesson, NamedRecipe, Shift, Word } from "./thread.ts";

const port = parentPort!;
const say = (word: Word): void => port.postMessage(word);
const developers: Developer[] = [];

const make = async ({ name, module, options }: NamedRecipe): Promise<unknown> => (await import(module))[name](options);

async function learn({ message, parts, memory }: Lesson): Promise<void> {
  const [source, ...transforms] = await Promise.all(parts.map(make)) as [ImageSource, ...Transform[]];
  developers.push(developer({ source, transforms }, TRAYS, memory));
  say({ message });
}

/** Makes all batches of a shift, or as many as are taken. */
function work({ film, picks, ends, seed, ring }: Shift): void {
  const develop = developers[film]!, maker = openMaker(ring);
  let begin = 0;
  for (const end of new Uint32Array(ends)) {
    const tray = maker.next();
    if (tray === undefined) return;
    const { bytes, shape } = develop(new Uint32Array(picks, 4 * begin, end - begin), seed, tray);
    maker.put({ at: bytes.byteOffset, size: bytes.byteLength, shape });
    begin = end;
  }
}

port.on("message", async (message: Lesson | Shift) => {
  try {
    if ("parts" in message) await learn(message);
    else work(message);
  } catch (error) {
    say({ message: message.message, error: error as Error });
  }
});
say({ message: 0 });
