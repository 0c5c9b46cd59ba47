/** Another thread: makes batches ahead of the main one. It holds no tensors. */
import { parentPort } from "node:worker_threads";
import type { Source } from "../source.ts";
import type { Transform } from "../transform.ts";
import { type Collator, collator } from "./collate.ts";
import type { Row } from "./layout.ts";
import { remake } from "./remake.ts";
import { openMaker, TRAYS } from "./ring.ts";
import type { Lesson, Shift, Told, Word } from "./thread.ts";
import type { Collated } from "./tray.ts";

const port = parentPort!;
const say = (word: Word | Told): void => port.postMessage(word);
const collators: Collator[] = [];
const layouts: (readonly Row[])[] = [];

async function learn({ message, parts, labels, onBroken, memory }: Lesson): Promise<void> {
  const [source, ...transforms] = await Promise.all(parts.map(remake)) as [Source, ...Transform[]];
  await source.open?.();
  collators.push(collator({ source, transforms, labels, onBroken }, TRAYS, memory));
  say({ message });
}

/** Makes all batches of a shift, or as many as are taken. */
async function work({ supply, picks, ends, seed, ring }: Shift): Promise<void> {
  const collate = collators[supply]!, maker = openMaker(ring);
  let begin = 0;
  for (const end of new Uint32Array(ends)) {
    const tray = maker.next();
    if (tray === undefined) return;
    const made = collate(new Uint32Array(picks, 4 * begin, end - begin), seed, tray);
    // Nothing is waited for that need not be: a turn of the event loop takes as long as some small images.
    const collated = made instanceof Promise ? await made : made;
    maker.put({ at: collated.bytes.byteOffset, bytes: collated.bytes.byteLength, ...told(collated) });
    begin = end;
  }
}

/** The number of a batch's layout, which is told before the batch is there. */
function told({ rows, size, texts, broken }: Collated): { readonly size: number; readonly layout: number } {
  if (texts.size > 0) {
    const { path } = rows.find(({ dtype }) => dtype === "string")!;
    throw new TypeError(
      `Cannot make batches in another thread as samples must be numbers when all transforms are done: got a text at ` +
        `${path.join(".")}. Turn it into numbers in a transform, or set workers to 0.`,
    );
  }
  if (broken !== undefined) {
    // Of this batch alone.
    const layout = layouts.push([]) - 1;
    say({ layout, rows, broken });
    return { size, layout };
  }
  let layout = layouts.lastIndexOf(rows);
  if (layout < 0) {
    layout = layouts.push(rows) - 1;
    say({ layout, rows });
  }
  return { size, layout };
}

port.on("message", async (message: Lesson | Shift) => {
  try {
    if ("parts" in message) await learn(message);
    else await work(message);
  } catch (error) {
    say({ message: message.message, error: error as Error });
  }
});
say({ message: 0 });
