import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { split } from "../../mod.ts";
import { foundSource } from "../../src/loading/found_source.ts";
import { ten } from "../sources/ten.ts";

Deno.test("foundSource() is what was found, once it is open, and is found once", async () => {
  let times = 0;
  const find = () => Promise.resolve((times++, ten()));
  const source = foundSource({ name: "late", settings: {}, labelled: true, find });
  assertEquals([source.name, source.classes, source.recipe], ["late", undefined, undefined]);
  for (const early of [() => source.size, () => source.get(0), () => source.labels!()]) {
    assertThrows(early, Error, "Cannot read late as its source must be open first");
  }
  await Promise.all([source.open!(), source.open!()]);
  assertEquals([times, source.size, source.classes, source.shape], [1, 10, ["low", "high"], [1, 1, 1]]);
  assertEquals([source.title!(3), source.recipe!.name, source.labels!().length], ["number 3", "ten", 10]);
});

Deno.test("foundSource() is wrapped before it is open, and split by its labels", async () => {
  const source = foundSource({ name: "late", settings: {}, labelled: true, find: () => Promise.resolve(ten()) });
  const { train, val } = split(source, { train: 0.8, val: 0.2 }, { stratify: true });
  await train.open!();
  await val.open!();
  assertEquals([train.size, val.size, train.labels!().length], [8, 2, 8]);
});

Deno.test("foundSource() is tried again where it was not found", async () => {
  let times = 0;
  const find = () => times++ === 0 ? Promise.reject(new Error("not yet")) : Promise.resolve(ten());
  const source = foundSource({ name: "late", settings: {}, find });
  await assertRejects(() => source.open!(), Error, "not yet");
  await source.open!();
  assertEquals(source.size, 10);
});
