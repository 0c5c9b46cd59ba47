import { assertEquals, assertRejects } from "@std/assert";
import type { Event, Hook } from "../../mod.ts";
import { drive, type Stopping } from "../../src/runner/drive.ts";

async function* notes(...texts: string[]): AsyncGenerator<Event> {
  for (const text of texts) yield { type: "note", text };
}

Deno.test("drive() waits for each hook, in the order in which they were given", async () => {
  const heard: string[] = [];
  const slow: Hook = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    heard.push("slow");
  };
  await drive(notes("a", "b"), [slow, () => void heard.push("quick")], { reason: undefined }, () => heard.push("seen"));
  assertEquals(heard, ["slow", "quick", "seen", "slow", "quick", "seen"]);
});

Deno.test("drive() keeps the first reason to stop", async () => {
  const stopping: Stopping = { reason: undefined };
  await drive(notes("a"), [() => ({ stop: "first" }), () => ({ stop: "second" })], stopping, () => {});
  assertEquals(stopping.reason, "first");
});

Deno.test("drive() lets every hook hear a note that one answers, after the event", async () => {
  const heard: string[] = [];
  const listen: Hook = (event) => void (event.type === "note" && heard.push(event.text));
  const speak: Hook = (event) => event.type === "note" && event.text === "a" ? { note: "b" } : undefined;
  await drive(notes("a"), [speak, listen], { reason: undefined }, () => {});
  assertEquals(heard, ["a", "b"]);
});

Deno.test("drive() tells the hooks of an error before it lets it through", async () => {
  const heard: string[] = [];
  async function* failing(): AsyncGenerator<Event> {
    yield { type: "note", text: "a" };
    throw new Error("broken");
  }
  await assertRejects(
    () => drive(failing(), [(event) => void heard.push(event.type)], { reason: undefined }, () => {}),
    Error,
    "broken",
  );
  assertEquals(heard, ["note", "error"]);
});
