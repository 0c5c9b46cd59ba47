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
}

/** What it asks for after that. */
export interface Question {
  readonly picked: Uint32Array;
  readonly seed: number;
  /** Where the numbers shall be, if they fit there exactly. */
  readonly memory?: ArrayBuffer;
}

const thread = self as unknown as {
  onmessage: (event: MessageEvent<Order | Question>) => void;
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
};

const order = Promise.withResolvers<Order>();
thread.onmessage = ({ data }) => order.resolve(data as Order);

const make = async <T>({ name, module, options }: NamedRecipe): Promise<T> => (await import(module))[name](options);

const { source, transforms, conversion } = await order.promise;
const develop = developer({
  source: await make<ImageSource>(source),
  transforms: await Promise.all(transforms.map(make<Transform>)),
  conversion: await make<Conversion>(conversion),
});
thread.onmessage = ({ data }) => {
  const { picked, seed, memory } = data as Question;
  try {
    const { x, y, shape } = develop(picked, seed);
    const own = new Float32Array(memory?.byteLength === x.byteLength ? memory : new ArrayBuffer(x.byteLength));
    own.set(x);
    thread.postMessage({ made: { x: own, y, shape } }, [own.buffer, y.buffer]);
  } catch (error) {
    thread.postMessage({ error });
  }
};
thread.postMessage({});
