import { assertEquals } from "@std/assert";
import { on } from "../../mod.ts";

Deno.test("on() hears one kind of event and passes the answer on", async () => {
  const hook = on("note", ({ text }) => ({ stop: text }));
  assertEquals(await hook({ type: "note", text: "enough" }), { stop: "enough" });
  assertEquals(await hook({ type: "error", error: 1 }), undefined);
});
