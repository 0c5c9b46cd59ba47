import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Event, Hook } from "../../mod.ts";
import { drive, type Stopping } from "../../src/runner/drive.ts";

const idle = (): Stopping => ({ reason: undefined });

async function* notes(...texts: string[]): AsyncGenerator<Event> {
  for (const text of texts) yield { type: "note", text };
}

Deno.test("drive() waits for each hook, in the order in which they were given", async () => {
  const heard: string[] = [];
  const slow: Hook = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    heard.push("slow");
  };
  await drive(notes("a", "b"), [slow, () => void heard.push("quick")], {
    stopping: idle(),
    observe: () => heard.push("seen"),
  });
  assertEquals(heard, ["slow", "quick", "seen", "slow", "quick", "seen"]);
});

Deno.test("drive() keeps the first reason to stop", async () => {
  const stopping: Stopping = { reason: undefined };
  await drive(notes("a"), [() => ({ stop: "first" }), () => ({ stop: "second" })], { stopping });
  assertEquals(stopping.reason, "first");
});

Deno.test("drive() lets every hook hear a note that one answers, after the event", async () => {
  const heard: string[] = [];
  const listen: Hook = (event) => void (event.type === "note" && heard.push(event.text));
  const speak: Hook = (event) => event.type === "note" && event.text === "a" ? { note: "b" } : undefined;
  await drive(notes("a"), [speak, listen], { stopping: idle() });
  assertEquals(heard, ["a", "b"]);
});

Deno.test("drive() tells the hooks of an error before it lets it through", async () => {
  const heard: string[] = [];
  async function* failing(): AsyncGenerator<Event> {
    yield { type: "note", text: "a" };
    throw new Error("broken");
  }
  await assertRejects(
    () => drive(failing(), [(event) => void heard.push(event.type)], { stopping: idle() }),
    Error,
    "broken",
  );
  assertEquals(heard, ["note", "error"]);
});

Deno.test("drive() lets two hooks that answer every note end", async () => {
  const heard: string[] = [];
  const echo = (name: string): Hook => (event) =>
    event.type === "note" ? (heard.push(`${name} hears ${event.text}`), { note: name }) : { note: name };
  await drive(notes("x"), [echo("a"), echo("b")], { stopping: idle() });
  const answers = ["a", "b"].flatMap((text) => [`a hears ${text}`, `b hears ${text}`]);
  assertEquals(heard, ["a hears x", "b hears x", ...answers]);
});

Deno.test("drive() says which hook failed, and at what, and lets its error through as it is", async () => {
  class Pruned extends Error {}
  const thrown = new Pruned("not promising");
  const error = await assertRejects(() =>
    drive(notes("x"), [function pruner() {
      throw thrown;
    }], { stopping: idle() })
  );
  assert(error === thrown);
  assertEquals(thrown.message, "not promising (in the hook pruner, at note)");
  const text = await assertRejects(
    () => drive(notes("x"), [() => {}, () => Promise.reject("only a text")], { stopping: idle() }),
    Error,
  );
  assertEquals([text.message, text.cause], ["only a text (in the hook number 2, at note)", "only a text"]);
});

Deno.test("drive() lets the first error out, and tells what fails after it as a note", async () => {
  const heard: string[] = [];
  const listen: Hook = (event) => void heard.push(event.type === "note" ? event.text : event.type);
  const late: Hook = function late(event) {
    if (event.type === "error") throw new Error("cannot clean up");
  };
  const failing: Hook = (event) => {
    if (event.type === "note" && event.text === "x") throw new Error("first");
  };
  const error = await assertRejects(() => drive(notes("x"), [late, listen, failing], { stopping: idle() }), Error);
  assertEquals(error.message, "first (in the hook failing, at note)");
  assertEquals(heard, [
    "x",
    "error",
    "This failed as well while the run was given up: cannot clean up (in the hook late, at error)",
  ]);
});

Deno.test("drive() throws a hook's error into the loop, whose error event has a snapshot, once", async () => {
  const heard: Event[] = [];
  const progress = { step: 7, epoch: 0, batch: 7, samples: 7, seed: 0, scores: {}, judged: 0, recent: {} };
  const snapshot = () => Promise.resolve({ model: "m", optimizer: "o", weights: {}, slots: {}, progress });
  async function* loop(): AsyncGenerator<Event> {
    try {
      yield { type: "note", text: "x" };
    } catch (error) {
      yield { type: "error", error, progress, snapshot };
      throw error;
    }
  }
  const failing: Hook = (event) => {
    if (event.type === "note") throw new Error("broken");
  };
  const kept = () => ({ hooks: { mine: 5 } });
  const given = { stopping: idle(), kept };
  await assertRejects(() => drive(loop(), [failing, (event) => void heard.push(event)], given), Error, "broken");
  const errors = heard.filter((event) => event.type === "error");
  assertEquals(errors.map(({ error }) => (error as Error).message), ["broken (in the hook failing, at note)"]);
  assertEquals((await errors[0]!.snapshot!()).hooks, { mine: 5 });
});

Deno.test("drive() tells what the run has to say once it has started", async () => {
  const heard: string[] = [];
  const engine = { name: "cpu", backend: "cpu", version: "1", device: "cpu" };
  async function* loop(): AsyncGenerator<Event> {
    yield {
      type: "start",
      task: "train",
      model: "m",
      dataset: "d",
      parameters: 1,
      engine,
      seed: 0,
      step: 0,
      recent: {},
    };
    yield { type: "note", text: "later" };
  }
  const listen: Hook = (event) => void heard.push(event.type === "note" ? event.text : event.type);
  await drive(loop(), [listen], { stopping: idle(), notes: ["one", "two"] });
  assertEquals(heard, ["start", "one", "two", "later"]);
});
