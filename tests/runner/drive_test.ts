import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Event, Hook, NoteEvent, StartEvent } from "../../mod.ts";
import { drive, type Stopping } from "../../src/runner/drive.ts";
import { startEvent } from "../hooks/start_event.ts";

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
  async function* loop(): AsyncGenerator<Event> {
    yield startEvent();
    yield { type: "note", text: "later" };
  }
  const listen: Hook = (event) => void heard.push(event.type === "note" ? event.text : event.type);
  await drive(loop(), [listen], { stopping: idle(), notes: [{ text: "one" }, { text: "two" }] });
  assertEquals(heard, ["start", "one", "two", "later"]);
});

Deno.test("drive() lets every hook hear what one of them tells, with its place, and no answer to that", async () => {
  const at = { epoch: 1, epochs: 1, step: 3, steps: 3, batch: 3, batches: 3, samples: 12 };
  async function* loop(): AsyncGenerator<Event> {
    yield { type: "step", ...at, time: 0, dataTime: 0, lr: 0, size: 4 };
  }
  const heard: unknown[] = [], facts = [{ kind: "scalar", name: "norm", value: 2 }] as const;
  const tell: Hook = (event) => event.type === "step" || event.type === "facts" ? { facts } : undefined;
  await drive(loop(), [(event) => void heard.push(event), tell], { stopping: idle() });
  assertEquals(heard.slice(1), [{ type: "facts", ...at, task: "train", facts }]);
});

Deno.test("drive() tells of a snapshot before it asks what hooks keep, and of a checkpoint once the run has started", async () => {
  const progress = { step: 1, epoch: 1, batch: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const snapshot = { model: "m", optimizer: "sgd", weights: {}, slots: {}, progress };
  async function* loop(): AsyncGenerator<Event> {
    yield startEvent();
    const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1 };
    yield { type: "epoch", ...at, progress, snapshot: () => Promise.resolve(snapshot) };
  }
  const heard: string[] = [];
  let saves = 0;
  const listen: Hook = (event) => {
    heard.push(event.type === "note" ? event.text : event.type);
    if (event.type === "load") heard.push(`from ${event.path}`);
    if (event.type === "save") return { note: `saved ${++saves}: ${event.snapshot === snapshot}` };
  };
  const save: Hook = async (event) => {
    if (event.type === "epoch") assertEquals((await event.snapshot()).hooks, { listen: 1 });
  };
  const kept = () => ({ hooks: { listen: saves } });
  await drive(loop(), [listen, save], { stopping: idle(), kept, loaded: { path: "a.safetensors", snapshot } });
  assertEquals(heard, ["start", "load", "from a.safetensors", "epoch", "save", "saved 1: true"]);
});

Deno.test("drive() hands on how much a note matters, and what listens in which order", async () => {
  async function* loop(): AsyncGenerator<Event> {
    yield startEvent();
  }
  const heard: Event[] = [];
  function warn(event: Event) {
    return event.type === "start" ? { note: "careful", level: "warning" as const } : undefined;
  }
  await drive(loop(), [(event) => void heard.push(event), warn], { stopping: idle(), experiment: "x_1" });
  const [start, note] = heard as [StartEvent, NoteEvent];
  assertEquals([start.experiment, start.hooks], ["x_1", [{ name: "a function" }, { name: "warn" }]]);
  assertEquals(note, { type: "note", text: "careful", level: "warning" });
});

Deno.test("drive() tells what each hook takes while somebody listens", async () => {
  async function* loop(): AsyncGenerator<Event> {
    yield { type: "note", text: "hello" };
  }
  const spans: string[] = [],
    tracing = { tell: (name: string, from: number, to: number) => void (to >= from && spans.push(name)) };
  await drive(loop(), [function a() {}, () => {}], { stopping: idle(), tracing });
  assertEquals(spans, ["hook a", "hook number 2"]);
});

Deno.test("drive() refuses what is no answer, by the hook that gave it", async () => {
  for (const [answer, got] of [["stop", '"stop"'], [7, "7"]] as const) {
    const hook = Object.assign(() => answer, {}) as unknown as Hook;
    await assertRejects(() => drive(notes("a"), [hook], { stopping: idle() }), TypeError, `got ${got}. A hook`);
  }
});

Deno.test("drive() saves a run that is given up though a hook fails at each saving, and tells of it", async () => {
  async function* events(): AsyncGenerator<Event> {
    const snapshot = () => Promise.resolve({ weights: {} } as never);
    try {
      yield { type: "epoch", snapshot } as never;
    } catch (error) {
      yield { type: "error", error, snapshot } as never;
      throw error;
    }
  }
  const saved: string[] = [], told: string[] = [];
  const saving: Hook = async (event) => {
    if ("snapshot" in event && typeof event.snapshot === "function") {
      await event.snapshot();
      saved.push(event.type);
    }
  };
  const failing: Hook = (event) => {
    if (event.type === "save") throw new Error("boom");
    if (event.type === "note") told.push(event.text);
  };
  await assertRejects(
    () => drive(events(), [saving, failing], { stopping: idle() }),
    Error,
    "boom (in the hook failing, at save)",
  );
  assertEquals(saved, ["error"]);
  assertEquals(told, ["This failed as well while the run was given up: boom (in the hook failing, at save)"]);
});
