/** The other thread: makes batches of the images that it shares with the main one. It holds no tensors. */
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import { developer, type LabelledImages } from "./develop.ts";

/** What the main thread tells first. */
export interface Order {
  /** All images, in shared memory. */
  readonly images: LabelledImages;
  /** The shape of each. */
  readonly shape: ImageShape;
  /** The modules and options of the transforms, the conversion last. */
  readonly recipes: readonly { readonly name: string; readonly module: string; readonly options: unknown }[];
}

/** What it asks for after that. */
export interface Question {
  readonly picked: Uint32Array;
  readonly seed: number;
}

const thread = self as unknown as {
  onmessage: (event: MessageEvent<Order | Question>) => void;
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
};

const order = Promise.withResolvers<Order>();
thread.onmessage = ({ data }) => order.resolve(data as Order);

const { images, shape, recipes } = await order.promise;
const made = await Promise.all(recipes.map(async ({ name, module, options }) => (await import(module))[name](options)));
const develop = developer(shape, made.slice(0, -1) as Transform[], made.at(-1) as Conversion);
thread.onmessage = ({ data }) => {
  const { picked, seed } = data as Question;
  const { x, y } = develop(images, picked, seed);
  thread.postMessage({ x, y }, [x.buffer, y.buffer]);
};
thread.postMessage("ready");
