import { assertEquals } from "@std/assert";
import { cpu, dataset, type Epoch, type Hook, loadCheckpoint, runner, sgd } from "../../mod.ts";
import { openLost } from "../../src/loading/lost.ts";
import { halfSquare, line, meanTarget } from "../toy.ts";

Deno.test("openLost() names the first three and counts the rest, since it was asked last", () => {
  const lost = openLost("photos");
  const broken = (i: number) => ({ at: i, title: `${i}.png`, why: "it is cut short." });
  lost.add([broken(1), broken(2)]);
  lost.add([broken(3), broken(4), broken(5)]);
  const three = [1, 2, 3].map((i) => `${i}.png (it is cut short)`).join("; ");
  assertEquals(lost.news(), [`Left out 5 samples of photos, as they cannot be read: ${three} and 2 more.`]);
  lost.add([broken(6)]);
  assertEquals(lost.news(), ["Left out 1 sample of photos, as it cannot be read: 6.png (it is cut short)."]);
  assertEquals(lost.news(), []);
  lost.add([{ at: 0, title: "7.png", why: "Cannot read 7.png as it is empty. Remove it." }]);
  assertEquals(lost.news(), [
    "Left out 1 sample of photos, as it cannot be read: Cannot read 7.png as it is empty. Remove it.",
  ]);
});

Deno.test("a run that leaves samples out says so once an epoch, and resumed in mid-epoch it sees all others once", async () => {
  const seen: number[] = [], notes: string[] = [];
  const source = (name: string, broken: readonly number[]) => ({
    name,
    size: 10,
    get(i: number) {
      if (broken.includes(i)) throw new Error("it is gone");
      return { x: i, y: 1 };
    },
  });
  const data = () => {
    const all = dataset({ train: source("ten", [2, 3, 7]), val: source("ten", [4]), batchSize: 3, onBroken: "skip" });
    return {
      ...all,
      async *train(epoch: Epoch) {
        for await (const batch of all.train(epoch)) {
          seen.push(...batch.x.dataSync());
          yield batch;
        }
      },
      val: all.val!,
      batches: { train: 4, val: 4 },
    };
  };
  const workDir = await Deno.makeTempDir();
  const stop = (at: number): Hook => (event) => {
    if (event.type === "note" && event.text.startsWith("Left out")) notes.push(event.text);
    if (event.type === "step" && event.step === at) return { stop: "lunch" };
  };
  const chain = (at: number) =>
    runner({ workDir, log: false, interrupt: false }).model(line()).data(data()).loss(halfSquare)
      .evaluator(meanTarget("mean")).optimizer(sgd({ lr: 0 })).engine(cpu()).hook(stop(at));
  for (let at = 1; at < 4; at++) {
    const { stopped } = await chain(at).train({ epochs: 1, resume: true });
    if (stopped === undefined) break;
    const { samples, batch } = (await loadCheckpoint(`${workDir}/step_${at}.safetensors`)).progress;
    assertEquals(samples, Math.min(3 * batch, 10));
  }
  await chain(-1).train({ epochs: 1, resume: true });
  const once = new Set(seen);
  assertEquals([...once].toSorted((a, b) => a - b), [0, 1, 4, 5, 6, 8, 9]);
  notes.length = 0;
  seen.length = 0;
  await chain(-1).train({ epochs: 3, resume: true });
  assertEquals(seen.toSorted((a, b) => a - b), [0, 0, 1, 1, 4, 4, 5, 5, 6, 6, 8, 8, 9, 9]);
  const one = "Left out 1 sample of ten, as it cannot be read: sample 4 (it is gone).";
  assertEquals(notes.map((text) => text.slice(0, 40)), [
    "Left out 3 samples of ten, as they canno",
    one.slice(0, 40),
    "Left out 3 samples of ten, as they canno",
    one.slice(0, 40),
  ]);
  await Deno.remove(workDir, { recursive: true });
});
