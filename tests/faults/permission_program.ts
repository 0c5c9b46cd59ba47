/** Short runs of several needs: `permission_program.ts FOLDER {"name": ..., "tell": true}` prints the flags that one says it needs, or does it. */
import {
  arrays,
  cpu,
  crossEntropy,
  exportModel,
  group,
  imageFolder,
  initialize,
  mlp,
  native,
  runner,
  sgd,
  wasm,
} from "../../mod.ts";

const [folder, text] = Deno.args as [string, string];
const { name, tell, prepare }: { name: string; tell?: true; prepare?: true } = JSON.parse(text);
const x = [[0, 1], [1, 0], [1, 1], [0, 0]], data = arrays({ x, y: [0, 1, 1, 0], classes: 2, batchSize: 2 });
const options = { log: { write: () => {} }, seed: 1 }, weights = `${folder}/a.safetensors`;
const learner = (workDir?: string, given: { readonly weights?: string } = {}) =>
  runner({ ...options, ...workDir !== undefined && { workDir } }).model(mlp({ sizes: [2, 2], ...given })).data(data)
    .loss(crossEntropy()).optimizer(sgd({ lr: 0.1 }));

if (prepare) {
  const model = mlp({ sizes: [2, 2] });
  initialize(model, 1);
  await exportModel(model, weights);
  const red = Uint8Array.from(
    atob(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    ),
    (letter) => letter.charCodeAt(0),
  );
  for (const kind of ["a", "b"]) {
    await Deno.mkdir(`${folder}/images/${kind}`, { recursive: true });
    await Deno.writeFile(`${folder}/images/${kind}/1.png`, red);
  }
  Deno.exit();
}
const sentences = {
  "nothing": () => learner().engine(cpu()),
  "ranks": () => learner().engine(cpu()),
  "a work directory": () => learner(`${folder}/work`).engine(cpu()),
  "wasm": () => learner(`${folder}/work`).engine(wasm({ threads: 1 })),
  "native": () => learner(`${folder}/work`).engine(native({ threads: 1 })),
  "weights of a file": () => learner(undefined, { weights }).engine(cpu()),
  "images of a folder": () =>
    runner(options).model(mlp({ sizes: [3, 2] }) as never).data(
      imageFolder(`${folder}/images`, { batchSize: 1, size: 1, workers: 0 } as never) as never,
    ).optimizer(sgd({ lr: 0.1 })).engine(cpu()),
};
/** They differ in the types of what they learn from. */
interface Verbs {
  permissions(): string[];
  train(call: { readonly epochs: number }): Promise<unknown>;
}
const sentence = sentences[name as keyof typeof sentences]() as unknown as Verbs;
if (tell) console.log(JSON.stringify(sentence.permissions()));
else {
  await sentence.train({ epochs: 1 });
  console.log(`RANKS ${(await group()).size}`);
}
