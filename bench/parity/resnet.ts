/**
 * How far Raptor's residual networks are from PyTorch's with the same weights, tensor by tensor.
 *
 *     RAPTOR_TORCH_PYTHON=/path/to/python deno run -A bench/parity/resnet.ts [--network resnet50] [--engine wasm] [--batch 8] [--compile]
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Engine } from "../../src/engine.ts";
import { resnet101, resnet152, resnet18, resnet34, resnet50 } from "../../src/models/resnet.ts";
import { compare, type Distance } from "./compare.ts";
import { findTorch } from "./torch.ts";

const flags = parseArgs(Deno.args, {
  string: ["network", "engine", "batch", "size", "seed"],
  boolean: ["compile"],
  default: { network: "resnet50", engine: "wasm", batch: "8", size: "32", seed: "0" },
});
const networks = { resnet18, resnet34, resnet50, resnet101, resnet152 };
const python = await findTorch();
if (python === undefined) {
  console.error("Cannot compare as there is no torch: set RAPTOR_TORCH_PYTHON to a Python that has it.");
  Deno.exit(1);
}
const engines = await import(`../../src/engines/${flags.engine}.ts`) as Record<string, (options?: object) => Engine>;
const info = await engines[flags.engine]!({ allowFallback: true }).open();
const model = networks[flags.network as keyof typeof networks]({ classes: 1000 });
const [batch, size, seed] = [flags.batch, flags.size, flags.seed].map(Number) as [number, number, number];
const { distances, torch, flips, kinks } = await compare(model, {
  ...{ python, batch, size, seed },
  ...flags.compile && { compiled: info },
});

console.log(
  `${model.name}, ${batch}x${size}x${size}x3, seed ${seed}: ${info.version}${
    flags.compile ? ", compiled," : ""
  } beside PyTorch ${torch}`,
);
console.log(
  `${flips} of ${kinks} inputs of rectifiers are on the other side of 0; gradients are those of Raptor's side`,
);
console.log("max|a - b| / max|b| of the worst tensor of each kind\n");
console.log("| kind | tensors | Raptor - torch | Raptor - float64 | torch - float64 | worst tensor |");
console.log("|---|---|---|---|---|---|");
for (const [kind, group] of Map.groupBy(distances, ({ name }) => name.split("/")[0]!)) {
  const worst = (side: "torch" | "exact" | "torchExact") => Math.max(...group.map((one) => one[side])).toExponential(1);
  const name = group.reduce((a: Distance, b: Distance) => a.torch >= b.torch ? a : b).name.replace(`${kind}/`, "");
  console.log(
    `| ${kind} | ${group.length} | ${worst("torch")} | ${worst("exact")} | ${worst("torchExact")} | ${name} |`,
  );
}
