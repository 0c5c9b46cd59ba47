import { assertEquals, assertRejects } from "@std/assert";
import { openedAfter } from "../../src/loading/opened_after.ts";

Deno.test("openedAfter() stands for its dataset, and may be opened again where what goes before failed", async () => {
  let tries = 0, size = 1;
  const data = {
    name: "inner",
    get samples() {
      return { train: size };
    },
    open: () => Promise.resolve(void size++),
    train: () => [],
  };
  const first = () => tries++ === 0 ? Promise.reject(new Error("no network")) : Promise.resolve();
  const whole = openedAfter(data, { name: "outer", settings: { a: 1 }, classes: ["x"], permissions: () => [], first });
  await assertRejects(() => whole.open!(), Error, "no network");
  assertEquals([whole.samples, Object.isFrozen(whole)], [{ train: 1 }, true]);
  await whole.open!();
  assertEquals([whole.name, whole.samples, (whole as { classes?: unknown }).classes], ["outer", { train: 2 }, ["x"]]);
});
