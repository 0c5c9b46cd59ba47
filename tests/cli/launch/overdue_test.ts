import { assert, assertEquals } from "@std/assert";
import { endOverdue, overdue, running } from "../../../src/cli/launch/overdue.ts";

Deno.test("overdue() waits for ranks to begin, and again where one more comes; others of mpirun's children do not count", () => {
  const isOverdue = overdue(7, "deno"), rank = { pid: 8, parent: 7, command: "deno run a.ts" };
  const agent = { pid: 9, parent: 7, command: "ssh b deno" }, other = { ...rank, parent: 3 };
  assertEquals([0, 100].map((now) => isOverdue([agent, other], now)), [false, false]);
  assertEquals(isOverdue([rank], 101), false);
  assertEquals([102, 111].map((now) => isOverdue([agent], now)), [false, false]);
  assertEquals(isOverdue([rank, agent], 112), false);
  assertEquals([113, 122, 123].map((now) => isOverdue([agent, other], now)), [false, false, true]);
});

Deno.test("running() tells this process and who started it", async () => {
  const own = (await running()).find(({ pid }) => pid === Deno.pid);
  assertEquals(own?.parent, Deno.ppid);
  assert(own!.command.includes("test"));
});

Deno.test("endOverdue() leaves alone what ends by itself", async () => {
  const process = new Deno.Command("true").spawn(), look = endOverdue(process, "deno");
  const { code } = await process.status;
  look();
  assertEquals(code, 0);
});
