import { assertEquals, assertRejects } from "@std/assert";
import { datasetOver, openedAfter } from "../../src/loading/dataset_over.ts";

/** A dataset whose members lie on its class, and depend on what it is. */
class Counting {
  readonly name = "counting";
  #opened = 0;
  get batches() {
    return { train: this.#opened };
  }
  open() {
    this.#opened++;
    return Promise.resolve();
  }
  train() {
    return [];
  }
}

Deno.test("datasetOver() asks the dataset each time, of whatever it is made", async () => {
  const data = datasetOver(new Counting(), { name: "other" });
  await data.open!();
  assertEquals([data.name, data.batches, data.val], ["other", { train: 1 }, undefined]);
});

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
