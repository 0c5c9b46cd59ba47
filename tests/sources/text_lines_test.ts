import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { textLines } from "../../mod.ts";
import { openCrew } from "../../src/loading/crew.ts";
import type { Source } from "../../src/source.ts";
import { field } from "../loading/field.ts";
import { samplesOf } from "./annotated.ts";

async function lines(text: string | Uint8Array) {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

/** For a thread. */
export const length = () => ({ x, y }: { x: string; y: number }) => ({ x: x.length, y });

Deno.test("textLines() has a sample a line, whatever ends it, and none of empty ones", async () => {
  await using file = await lines('\ufeffto be\r\n\nor nöt\n"to be');
  assertEquals(await samplesOf(textLines(file.path)), ["to be", "or nöt", '"to be'].map((x) => ({ x, y: x })));
});

Deno.test("textLines() takes a label before each text, also in threads", async () => {
  await using file = await lines("b\tone\ttwo\na\tthree\n");
  const source = textLines(file.path, { labelledBy: "\t" });
  assertEquals(await samplesOf(source), [{ x: "one\ttwo", y: 1 }, { x: "three", y: 0 }]);
  assertEquals([...source.labels!() as Int32Array], [1, 0]);
  const crew = openCrew(),
    transform = Object.assign(length(), { recipe: { module: import.meta.url, name: "length", options: undefined } });
  const ahead = await crew.join({ source: source as Source, transforms: [transform], labels: true }, 1);
  const [made] = await Array.fromAsync(
    ahead!.collate([Uint32Array.of(1, 0)], 0),
    (made) => [field(made), field(made, "y")],
  );
  assertEquals(made, [[5, 7], [0, 1]]);
  ahead!.leave();
  crew.close();
});

Deno.test("textLines() names the line that is wrong", async () => {
  await using file = await lines("ham\tx\nspam y\n");
  await assertRejects(
    () => textLines(file.path, { labelledBy: "\t", classes: ["ham", "spam"] }).open!(),
    TypeError,
    `Cannot read line 2 of ${file.path} as it must begin with one of ham, spam and "\\t": got spam y.`,
  );
  await using none = await lines("\n\n"), odd = await lines(Uint8Array.of(0x61, 0x0a, 0xff, 0x0a));
  await assertRejects(() => textLines(none.path).open!(), RangeError, "as it must have lines: got none.");
  const source = textLines(odd.path);
  await source.open!();
  assertThrows(() => source.get(1), Error, "it must be text in UTF-8: got other bytes");
  assertEquals(source.title!(1), `line 2 of ${odd.path}`);
});
