import { assertEquals, assertThrows } from "@std/assert";
import { readTorchPickle } from "../../src/files/torch_pickle.ts";
import { generator } from "../../src/tensors/random.ts";

/** A pickle of text, in which \x.. are bytes. */
const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const read = (text: string) => readTorchPickle(bytes(text));

Deno.test("readTorchPickle() reads dicts, lists, tuples, numbers and texts of protocols 2 and 4", () => {
  assertEquals(read("\x80\x02}q\x00X\x01\0\0\0aq\x01K\x07s."), new Map([["a", 7]]));
  assertEquals(read("\x80\x04\x95\x00\0\0\0\0\0\0\0]\x94(K\x01M\x00\x01J\xff\xff\xff\xffe."), [1, 256, -1]);
  assertEquals(read("(\x8c\x02hiN\x88\x89t."), ["hi", null, true, false]);
  assertEquals(read("\x8a\x00\x8a\x01\xff\x8a\x05\0\0\0\0\x01\x87."), [0, -1, 2 ** 32]);
  assertEquals(read("G\x3f\xf8\0\0\0\0\0\0."), 1.5);
  assertEquals(read("ccollections\nOrderedDict\n)R}b."), new Map());
  assertEquals(read("\x8c\x0bcollections\x8c\x0bOrderedDict\x93)R."), new Map());
});

Deno.test("readTorchPickle() refuses every other word by name, however it is written", () => {
  const words = ["os system", "builtins eval", "builtins getattr", "torch load", "torch.hub load", "numpy ndarray"];
  for (const word of [...words, "toString constructor", "__proto__ __proto__"]) {
    const [module, name] = word.split(" ") as [string, string];
    assertThrows(() => read(`c${module}\n${name}\n(X\x02\0\0\0lstR.`), SyntaxError, `got ${word}. In Python, save`);
    const short = (text: string) => `\x8c${String.fromCharCode(text.length)}${text}`;
    assertThrows(() => read(`${short(module)}${short(name)}\x93)R.`), SyntaxError, `got ${word}.`);
  }
});

Deno.test("readTorchPickle() refuses every operation that makes or calls anything else, by name", () => {
  const operations = {
    ...{ "(ios\nsystem\n.": "INST", "(o.": "OBJ", ")\x81.": "NEWOBJ", "}\x92.": "NEWOBJ_EX", "P1\n.": "PERSID" },
    ...{
      "\x82\x01.": "EXT1",
      "\x83\x01\x00.": "EXT2",
      "\x8f.": "EMPTY_SET",
      "\xff.": "0xff",
      "U\x01a.": "SHORT_BINSTRING",
    },
  };
  for (const [pickle, name] of Object.entries(operations)) {
    assertThrows(() => read(pickle), SyntaxError, `got the operation ${name}.`);
  }
});

Deno.test("readTorchPickle() refuses calls of what is no word, values that do not fit, and what is out of order", () => {
  const wrong = {
    "]]R.": "a call of what is no word",
    "X\x01\0\0\0a)R.": "a call of what is no word",
    "ccollections\nOrderedDict\n(]tR.": "values that do not fit collections OrderedDict",
    "ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x02tR.": "values that do not fit torch._utils _rebuild_tensor_v2",
    "ctorch\nFloatStorage\n)R.": "values that do not fit torch FloatStorage",
    "Q.": "an operation without its values",
    "K\x01Q.": "no storage where one must be",
    "h\x05.": "a value that was not kept",
    "t.": "the end of a list without its beginning",
    "K\x01K\x02a.": "an item for what holds none",
    "](K\x01u.": "an item for what holds none",
    "}(K\x01u.": "a key without its value",
    "(.": "an operation without its values",
  };
  for (const [pickle, got] of Object.entries(wrong)) {
    assertThrows(() => read(pickle), SyntaxError, `its pickle must be in order: got ${got}`, JSON.stringify(pickle));
  }
  for (const cut of ["", "X\xff\xff\xff\xffa", "\x8c\x05a", "cos", "G\0", "\x8a\xff", "J\0", "\x95", "N"]) {
    assertThrows(() => read(cut), SyntaxError, "got one that is cut short", JSON.stringify(cut));
  }
});

Deno.test("readTorchPickle() answers or refuses whatever bytes it is given", () => {
  const next = generator(1), codes = [..."}](tRusaebqh.)NK\x85\x86\x87\x88Q\x94c\x93"].map((c) => c.charCodeAt(0));
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const pickle = Uint8Array.from(
      { length: 24 },
      () => next() < 0.9 ? codes[Math.floor(next() * codes.length)]! : Math.floor(next() * 256),
    );
    try {
      readTorchPickle(pickle);
    } catch (error) {
      assertEquals((error as Error).name, "SyntaxError", String(error));
      refused++;
    }
  }
  assertEquals(refused > 4000, true);
});
