/**
 * What each rank holds of weights and slots while it trains, with slots shared out and without:
 * `mpirun -np 4 --oversubscribe deno run -A bench/ranks_memory.ts [--shard]`.
 */
import { adam, arrays, cpu, group, mlp, type Model, runner, sequential, tf } from "../mod.ts";

const shardOptimizer = Deno.args.includes("--shard"), { rank, size, gather } = await group();
const x = Array.from({ length: 8 }, (_, i) => Array.from({ length: 512 }, (_, j) => Math.sin(7 * i + j)));
// At the beginning of a forward pass there are weights, slots and a batch.
let held = 0;
const looking: Model<tf.Tensor2D, tf.Tensor2D> = {
  ...{ name: "looking", params: {} },
  forward: (x, { training }) => {
    if (training) held = tf.memory().numBytes;
    return x;
  },
};
const network = sequential(looking, mlp({ sizes: [512, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 10] }));
const { model } = await runner({ log: false, ranks: { shardOptimizer } }).model(network)
  .data(arrays({ x, y: x.map((_, i) => i), classes: 10, batchSize: 8 })).optimizer(adam({ lr: 1e-3 })).engine(cpu())
  .train({ epochs: 2 });
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const weights = Object.values(model.params).reduce((sum, { size }) => sum + 4 * size, 0);
const all = (await gather(Float64Array.of(held))).map(([bytes]) => megabytes(bytes!));
if (rank === 0) {
  console.log(`${size} ranks, weights of ${megabytes(weights)} MB; each holds ${all.join(", ")} MB between steps`);
}
