import { assertEquals } from "@std/assert";
import type { Place } from "../../../src/group.ts";
import type { Calls } from "../../../src/groups/mpi/calls.ts";
import { exchanging } from "../../../src/groups/mpi/exchange.ts";

/** Says what a rank of two does, in its order. */
function heard(far: boolean, pieces: number): string[] {
  const said: string[] = [], started = { request: new BigUint64Array(1), holds: [] };
  const calls = {
    ...{ rank: 0, size: 2, add: () => {}, copy: () => {} },
    room: (length: number): Place => ({ address: 0n, length }),
    startReceive: () => started,
    startSend: () => (said.push("send"), started),
  } as unknown as Calls;
  const place = { address: 0n, length: pieces * 2 ** 18 };
  exchanging(calls, () => void said.push("wait"), far)([place], [place]);
  return said;
}

Deno.test("more pieces are on their way to another machine than on one", () => {
  assertEquals(heard(false, 100).indexOf("wait"), 4);
  assertEquals(heard(true, 100).indexOf("wait"), 64);
});

Deno.test("each piece is sent twice, however many there are", () => {
  for (const pieces of [1, 3, 64, 65, 100]) {
    for (const far of [false, true]) {
      assertEquals(heard(far, pieces).filter((what) => what === "send").length, 2 * pieces);
    }
  }
});
