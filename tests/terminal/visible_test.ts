import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { audioFiles, log, maskFiles, readImage, type Source, textFiles } from "../../mod.ts";
import { inColor, reasonOf, visible, withVisible } from "../../src/terminal/visible.ts";

Deno.test("visible: what a terminal would obey stands as its number, all else as it was", () => {
  assertEquals(visible("\x1b]0;title\x07 \x9b2J \x7f \r"), "\\x1b]0;title\\x07 \\x9b2J \\x7f \\x0d");
  assertEquals(visible("Grüße 猫 🐈\n\tTab"), "Grüße 猫 🐈\n\tTab");
  assertEquals(visible("cat\u202egpj.exe"), "cat\\u202egpj.exe");
});

Deno.test("reasonOf: an error of the engine's own says nothing of a file", () => {
  assertEquals(
    reasonOf(new TypeError("Cannot read properties of undefined (reading 'a')")),
    "bytes that make no sense",
  );
  assertEquals(reasonOf(new RangeError("it must hold 3 rows: got 2")), "it must hold 3 rows: got 2");
  assertEquals(reasonOf(new Error("bad \x1b header.")), "bad \\x1b header");
  assertEquals(reasonOf("a text"), "a text");
});

Deno.test("log: a name of others moves no cursor", async () => {
  const lines: string[] = [];
  const hook = log({ write: (line) => lines.push(line), progress: false });
  await hook({ type: "note", text: "The class cat\x1b[2J is rare.", level: "info" } as never);
  assertEquals(lines.length, 1);
  assertFalse(lines[0]!.includes("\x1b"));
});

Deno.test("errors: the name of a file of others moves no cursor", async () => {
  const name = "\x1b[2J\x1b]0;owned\x07", dir = await Deno.makeTempDir(), place = `${dir}/${name}`;
  await Deno.mkdir(place);
  for (const ending of ["png", "txt", "wav"]) {
    await Deno.writeFile(`${place}/a.${ending}`, Uint8Array.of(255, 254, 253));
  }
  const first = async (made: unknown) => {
    const source = made as Source & { open?(): Promise<Source>; find?(): Promise<Source> };
    const open = await source.open?.() ?? source;
    await (open.get ?? source.get).call(open, 0);
  };
  const tries: Record<string, () => Promise<unknown>> = {
    image: () => readImage(`${place}/a.png`),
    text: () => first(textFiles(dir)),
    sound: () => first(audioFiles(dir)),
    mask: () => first(maskFiles({ images: place, masks: dir, classes: ["a", "b"] })),
  };
  for (const [what, read] of Object.entries(tries)) {
    const error = await read().then(() => undefined, (error: Error) => error);
    assertStringIncludes(error?.message ?? "nothing", "Cannot read ", what);
    assertStringIncludes(error!.message, "\\x1b[2J\\x1b]0;owned\\x07", what);
    assertFalse(error!.message.includes("\x1b"), what);
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("inColor() gives each level a colour of its own", () => {
  const words = (["debug", "info", "warning", "error"] as const).map((level) => inColor("x", level));
  assertEquals(new Set(words).size, 4);
  assertEquals(words[2], "\x1b[4;33mx\x1b[0m");
});

Deno.test("withVisible() keeps an error and makes its text visible, and leaves what is none", () => {
  const error = new RangeError("got \x9b2J");
  assertEquals([withVisible(error) === error, error.message], [true, "got \\x9b2J"]);
  assertEquals(withVisible("a"), "a");
});
