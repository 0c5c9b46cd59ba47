/** Another thread: makes batches as the main one asks for them. It holds no tensors. */
import type { Conversion, Recipe, Transform } from "../transform.ts";
import { developer } from "./develop.ts";
import type { ImageSource } from "./image_source.ts";

/** How a part is made: by the function `name` of the recipe's module. */
export interface NamedRecipe extends Recipe {
  readonly name: string;
}

/** What the main thread tells first. */
export interface Order {
  readonly source: NamedRecipe;
  readonly transforms: readonly NamedRecipe[];
  readonly conversion: NamedRecipe;
  /** How many batches there are at a time. */
  readonly trays: number;
}

/** What it asks for after that. */
export interface Question {
  readonly picked: Uint32Array;
  readonly seed: number;
  /** Where the numbers shall be. */
  readonly tray: number;
}
const thread = self as unknown as {
  onmessage: (event: MessageEvent<Order | Question>) => void;
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
};

const order = Promise.withResolvers<Order>();
thread.onmessage = ({ data }) => order.resolve(data as Order);

const make = async <T>({ name, module, options }: NamedRecipe): Promise<T> => (await import(module))[name](options);

const { source, transforms, conversion, trays } = await order.promise;
const develop = developer({
  source: await make<ImageSource>(source),
  transforms: await Promise.all(transforms.map(make<Transform>)),
  conversion: await make<Conversion>(conversion),
}, trays);
thread.onmessage = ({ data }) => {
  const { picked, seed, tray } = data as Question;
  try {
    const made = develop(picked, seed, tray);
    thread.postMessage({ made }, [made.y.buffer]);
  } catch (error) {
    thread.postMessage({ error });
  }
};
thread.postMessage({});
