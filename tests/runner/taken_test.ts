import { assertEquals, assertThrows } from "@std/assert";
import { adam, cpu, type Hook, runner, sgd } from "../../mod.ts";
import { oneOptimizer, placed } from "../../src/runner/taken.ts";
import { halfSquare, line, points } from "../toy.ts";

Deno.test("placed() refuses a place that there is none of, and an option that it does not know", () => {
  assertThrows(() => placed([[], { place: "middle" }]), RangeError, "place must be first, hooks or last: got middle.");
  assertThrows(() => placed([[], { at: "first" }]), TypeError, "Cannot make hook as its options");
});

Deno.test("Runner.hook() asks hooks at their place, in the order given", async () => {
  const order: string[] = [], workDir = await Deno.makeTempDir();
  const tell = (name: string): Hook => (event) => void (event.type === "epoch" && order.push(name));
  const lines: string[] = [];
  const write = (text: string) => {
    if (text.includes("Epoch(train)")) order.push("log");
    lines.push(...text.split("\n"));
  };
  const log = { write, interval: 1 };
  const { val: _, ...data } = points([1]);
  await runner({ workDir, log, interrupt: false }).model(line()).data(data).loss(halfSquare).engine(cpu())
    .hook([tell("last")], { place: "last" })
    .hook(tell("a"), tell("b"))
    .hook([tell("first"), tell("second")], { place: "first" })
    .hook(tell("c"))
    .train({ epochs: 1 });
  await Deno.remove(workDir, { recursive: true });
  assertEquals(order, ["log", "first", "second", "a", "b", "c", "last"]);
  const names = ["first", "log", "checkpoint"].map((name) =>
    lines.find((line) => new RegExp(`\\d ${name}\\(`).test(line))
  );
  assertEquals(names.map((line) => line !== undefined), [false, true, true]);
});

Deno.test("oneOptimizer() takes one as it is, and joins those of parts", () => {
  const one = sgd({ lr: 0.1 });
  assertEquals(oneOptimizer(one) === one, true);
  assertEquals(oneOptimizer({ head: one, body: adam({ lr: 0.1 }) }).name.includes("sgd"), true);
});
