import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { cpu, type EngineInfo, loadCheckpoint, runner, sgd } from "../../mod.ts";
import { changedComputer, wishOf, withComputer } from "../../src/runner/computed_on.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { need, runs } from "../needs.ts";
import { ROOT } from "../program.ts";
import { halfSquare, line, meanTarget, points } from "../toy.ts";

const native = {
  name: "native",
  backend: "tensorflow",
  version: "libtensorflow 2",
  device: "cpu",
  threadsMatter: true,
};

Deno.test("withComputer() writes threads down where numbers depend on them, and wishOf() asks for as many", () => {
  const two = withComputer({ seed: 1 }, { ...native, threads: 2 });
  assertEquals([two.seed, wishOf(two)], [1, { threads: 2 }]);
  const free = withComputer({}, { ...native, name: "wasm", threadsMatter: false, threads: 2 });
  assertEquals([wishOf(free), wishOf(undefined), wishOf({ machine: { threads: "many" } })], [{}, {}, {}]);
});

Deno.test("changedComputer() says what is another, and nothing where all is the same or nothing is known", () => {
  const two = withComputer({}, { ...native, threads: 2 });
  assertEquals(changedComputer(two, { ...native, threads: 2, reason: "it was asked for" }), undefined);
  assertEquals(changedComputer(undefined, { ...native, threads: 2 }), undefined);
  assertEquals(
    changedComputer(two, { ...native, threads: 1 }),
    "The run goes on with native (libtensorflow 2) on cpu and 1 thread, where it had native (libtensorflow 2) on cpu and " +
      "2 threads: its numbers may differ in their last digits from those of a run that was not interrupted.",
  );
  assertStringIncludes(
    changedComputer(two, { name: "wasm", backend: "wasm", version: "4", device: "cpu", threads: 2 })!,
    "with wasm (4) on cpu, where it had native",
  );
});

Deno.test("a run that goes on asks its engine for the threads of before, and says where it has others", async () => {
  const workDir = await Deno.makeTempDir(), wishes: unknown[] = [];
  const engine = (threads: number) => ({
    ...cpu(),
    async open(wish?: { readonly threads?: number }): Promise<EngineInfo> {
      wishes.push(wish);
      return { ...await cpu().open(), threads, threadsMatter: true };
    },
  });
  const notes: string[] = [];
  const train = (threads: number, epochs: number) =>
    runner({ workDir, log: false, interrupt: false }).model(line()).data(points([1, 2])).loss(halfSquare)
      .evaluator(meanTarget("mean")).optimizer(sgd({ lr: 0.1 })).engine(engine(threads))
      .hook((event) => void (event.type === "note" && notes.push(event.text))).train({ epochs, resume: true });
  await train(3, 1);
  await train(3, 2);
  assertEquals(notes.filter((text) => text.includes("goes on")), []);
  await train(1, 3);
  assertEquals(wishes, [{}, { threads: 3 }, { threads: 3 }]);
  assertStringIncludes(notes.join("\n"), "on cpu and 1 thread, where it had cpu");
  const { settings } = await loadCheckpoint(`${workDir}/epoch_3.safetensors`);
  assertEquals((settings!.machine as { threads: number }).threads, 1);
  await Deno.remove(workDir, { recursive: true });
});

const cores = await need("taskset", "install util-linux", () => runs("taskset", "-V"));
const library = await needLibrary();

Deno.test({
  name: "native computes the same to the last bit where a run goes on with fewer cores",
  ignore: cores.ignore || library.ignore,
  async fn() {
    const [straight, halves] = [await Deno.makeTempDir(), await Deno.makeTempDir()], file = await Deno.makeTempFile();
    await Deno.writeTextFile(
      file,
      `import { accuracy, native, resnet18, runner, sgd, synthetic } from "${ROOT}mod.ts";
      const [workDir, epochs] = Deno.args;
      await runner({ workDir, log: false }).model(resnet18({ classes: 10 }))
        .data(synthetic({ trainSamples: 64, valSamples: 32, workers: 0 })).evaluator(accuracy())
       .optimizer(sgd({ lr: 0.01 })).engine(native())
        .train({ epochs: Number(epochs), resume: true });`,
    );
    const train = async (workDir: string, epochs: number, core?: string) => {
      const deno = [Deno.execPath(), "run", "-A", "--no-check", "--quiet", "--ext=ts", file, workDir, String(epochs)];
      const [command, ...args] = [...core === undefined ? [] : ["taskset", "-c", core], ...deno];
      const { success, stderr } = await new Deno.Command(command!, { args }).output();
      assert(success, new TextDecoder().decode(stderr));
    };
    await train(straight, 2);
    await train(halves, 1);
    await train(halves, 2, "0");
    const [one, other] = await Promise.all(
      [straight, halves].map((path) => loadCheckpoint(`${path}/epoch_2.safetensors`)),
    );
    assertEquals(other!.weights, one!.weights);
    for (const path of [straight, halves]) await Deno.remove(path, { recursive: true });
    await Deno.remove(file);
  },
});
