import { assertEquals } from "@std/assert";
import { datasetOver } from "../../src/loading/dataset_over.ts";

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
