/**
 * What each rank holds of weights, slots and gradients while it trains: between steps, and at most within one, with slots shared out, or weights too, and
 * without: `mpirun -np 4 --oversubscribe --bind-to none deno run -A bench/ranks_memory.ts [--shard | --weights]`.
 */
import { adam, arrays, checkpointed, dense, group, type Model, relu, runner, sequential, tf, wasm } from "../mod.ts";

const shardOptimizer = Deno.args.includes("--shard"), shardWeights = Deno.args.includes("--weights");
const { rank, size, gather } = await group();
const x = Array.from({ length: 8 }, (_, i) => Array.from({ length: 512 }, (_, j) => Math.sin(7 * i + j)));
const layer = (inputs: number, units: number) => dense({ inputs, units });
const unit = () => checkpointed(sequential(layer(1024, 1024), relu()));
const units = Array.from({ length: 8 }, unit);

// Every piece of memory that is taken for a tensor, or given back, comes by here; a clone takes none.
let held = 0, least = Infinity, most = 0, counts = false;
const sizes = new WeakMap<object, number>();
const engine = tf.engine() as unknown as {
  trackTensor(tensor: tf.Tensor, ...others: unknown[]): void;
  removeDataId(dataId: object, ...others: unknown[]): void;
};
const { trackTensor, removeDataId } = engine;
engine.trackTensor = function (tensor, ...others) {
  const bytes = 4 * tensor.size;
  if (!sizes.has(tensor.dataId)) sizes.set(tensor.dataId, bytes), held += bytes;
  trackTensor.call(this, tensor, ...others);
  if (counts) least = Math.min(least, held), most = Math.max(most, held);
};
engine.removeDataId = function (dataId, ...others) {
  held -= sizes.get(dataId) ?? 0;
  sizes.delete(dataId);
  removeDataId.call(this, dataId, ...others);
};
// What is made before the first step, and after the last one, is not of a step.
const looking: Model<tf.Tensor2D, tf.Tensor2D> = {
  ...{ name: "looking", params: {} },
  forward: (x, { training, moment }) => {
    counts = training && moment!.step > 0 && moment!.step < 3;
    return x;
  },
};
const network = sequential(...[looking, layer(512, 1024), ...units, layer(1024, 10)] as never[]);
const known = network as unknown as Model<tf.Tensor2D, tf.Tensor2D>;
await runner({ log: false, ranks: { shardOptimizer, shardWeights } }).model(known)
  .data(arrays({ x, y: x.map((_, i) => i), classes: 10, batchSize: 8 })).optimizer(adam({ lr: 1e-3 })).engine(
    wasm({ threads: 1 }),
  )
  .train({ steps: 4 });
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const weights = Object.values(network.params).reduce((sum, { size }) => sum + 4 * size, 0);
const told = (await gather(Float64Array.of(least, most))).map(([least, most]) =>
  `${megabytes(least!)} and ${megabytes(most!)}`
);
if (rank === 0) {
  console.log(
    `${size} ranks, weights of ${megabytes(weights)} MB; MB between steps, and at most within one: ${told.join(", ")}`,
  );
}
