import { assertEquals, assertThrows } from "@std/assert";
import { sourceOver } from "../../src/loading/source_over.ts";
import type { Source } from "../../src/source.ts";

const recipe = { module: "here", name: "backwards", options: undefined };
const backwards = (source: Source<number, number>) =>
  sourceOver({
    ...{ name: "backwards", settings: {}, sources: [source], recipe },
    look: () => ({ size: source.size, at: (i) => source.size - 1 - i }),
  });

Deno.test("sourceOver() asks a source of a class of its own as that source", async () => {
  class Words {
    readonly name = "words";
    readonly #words = ["a", "b", "c"];
    readonly recipe = { module: "words", name: "Words", options: 3 };
    get size() {
      return this.#words.length;
    }
    get(index: number) {
      return { x: this.#words[index]!.charCodeAt(0), y: index };
    }
    labels() {
      return this.#words.map((_, i) => i);
    }
    title(index: number) {
      return this.#words[index]!;
    }
  }
  const source = backwards(new Words());
  assertEquals([await source.get(0), source.title!(0), source.size], [{ x: 99, y: 2 }, "c", 3]);
  assertEquals([...source.labels!() as Int32Array], [2, 1, 0]);
  assertEquals(source.recipe, { ...recipe, of: [{ module: "words", name: "Words", options: 3 }] });
});

Deno.test("sourceOver() counts its samples when its sources are open", async () => {
  const late = { name: "late", size: 0, get: (i: number) => ({ x: i, y: i }), open: () => Promise.resolve() };
  const source = backwards({
    ...late,
    open: () => Promise.resolve(void (late.size = 4)),
    get size() {
      return late.size;
    },
  });
  assertEquals(source.size, 0);
  await source.open!();
  assertEquals([source.size, await source.get(1)], [4, { x: 2, y: 2 }]);
});

Deno.test("sourceOver() refuses what is no source", () => {
  for (const wrong of [undefined, null, {}, 3]) {
    const got = wrong === null ? "null" : typeof wrong;
    const { message } = assertThrows(() =>
      sourceOver({
        ...{ name: "wrong", settings: {}, sources: [wrong as never], recipe },
        look: () => ({ size: 0, at: (i) => i }),
      }), TypeError);
    assertEquals(message, `Cannot make wrong as it is made of sources: got ${got}.`);
  }
});
