import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import * as r from "../../mod.ts";
import {
  asPart,
  given,
  type Range,
  requireNames,
  requireOneOf,
  requirePart,
  requireRange,
  settle,
} from "../../src/options/settle.ts";

interface Options {
  readonly every?: number;
  readonly keep?: number;
}

Deno.test("settle() tells what was given first, then each option with its default", () => {
  const options: Options = { every: 2 };
  const { every = 1, keep = Infinity } = options;
  const settings = settle("saver", options, { every, keep }, { folder: "w" });
  assertEquals(Object.entries(settings), [["folder", "w"], ["every", 2], ["keep", "Infinity"]]);
});

Deno.test("settle() refuses as an option what is given before the options", () => {
  const options = { folder: "w" } as Options;
  const { message } = assertThrows(() => settle("saver", options, { every: 1, keep: 1 }, { folder: "w" }), TypeError);
  assertEquals(message, "Cannot make saver as its options are every and keep: got folder.");
});

function box(options: { readonly width: number; readonly depth?: number }) {
  const { width, depth = 1 } = given(options);
  return settle("box", options, { width, depth });
}

Deno.test("given answers options as they are, and none where nothing was given", () => {
  const options = { width: 2 };
  assertStrictEquals(given(options), options);
  assertEquals([given(undefined as never), given(null as never)], [{}, {}]);
});

Deno.test("given lets settle refuse what is missing, with the names of the options there are", () => {
  assertEquals(box({ width: 2 }), { width: 2, depth: 1 });
  for (const nothing of [undefined, null]) {
    const { message } = assertThrows(() => box(nothing as never), TypeError);
    assert(message.endsWith(`its options come as an object of width and depth: got ${nothing}.`), message);
  }
});

Deno.test("asPart() names a function that has no name, and freezes it with what it carries", () => {
  const part = asPart("double", (x: number) => 2 * x, { settings: { by: 2 }, staticGraph: true });
  assertEquals([part.name, part.settings, part.staticGraph, part(4)], ["double", { by: 2 }, true, 8]);
  assert(Object.isFrozen(part));
});

const TABLE: readonly (readonly [range: Range, right: readonly unknown[], wrong: readonly unknown[]])[] = [
  ["a finite number", [0, -1.5], [NaN, Infinity, "1", undefined]],
  ["a whole number from 0 to 255", [0, 255], [-1, 256, 1.5, NaN, "1"]],
  ["a finite number of at least 0", [0, 1e-9, 5], [-1e-9, NaN, Infinity, "1"]],
  ["a finite number above 0", [1e-9, 5], [0, -1, NaN, Infinity, "1"]],
  ["in [0, 1)", [0, 0.999], [-0.1, 1, NaN, "0.5"]],
  ["in [0, 1]", [0, 1], [-0.1, 1.1, NaN, true]],
  ["a whole number of at least 0", [0, 7], [-1, 1.5, NaN, Infinity]],
  ["a whole number of at least 1", [1, 7], [0, 1.5, NaN, Infinity, "1"]],
  ["a whole number of at least 2", [2, 7], [1, 2.5, NaN, Infinity]],
  ["true or false", [true, false], [0, "true", undefined, null]],
  ["a string", ["", "a"], [0, undefined]],
  ["a function", [() => 0], ["f", undefined]],
];

for (const [range, right, wrong] of TABLE) {
  Deno.test(`requireRange() tells what is ${range}`, () => {
    for (const value of right) requireRange("x", range, { value });
    for (const value of wrong) {
      const error = assertThrows(() => requireRange("x", range, { fine: right[0]!, value }), RangeError);
      assertEquals(
        error.message,
        `Cannot make x as value must be ${range}: got ${typeof value === "string" ? `"${value}"` : value}.`,
      );
    }
  });
}

Deno.test("requireOneOf() lets its choices pass, NaN too, and refuses all others", () => {
  requireOneOf("f1", [0, 1, NaN], { zeroDivision: NaN, other: 1 });
  assertEquals(
    assertThrows(() => requireOneOf("f1", [0, 1, NaN], { zeroDivision: 2 }), RangeError).message,
    "Cannot make f1 as zeroDivision must be one of 0, 1, NaN: got 2.",
  );
  assertThrows(() => requireOneOf("f1", ["macro"], { average: undefined }), RangeError, "got undefined.");
});

Deno.test("requirePart takes what does what such a part does", () => {
  requirePart("x", "an optimizer", { update() {} }, "x(sgd(...))");
  requirePart("x", "a model", { forward() {} }, "x(mlp(...))");
  requirePart("x", "an engine", { open() {} }, "x(cpu())");
  requirePart("x", "a source", Object.assign(() => {}, { get() {} }), "x(rows(...))");
});

Deno.test("requirePart refuses anything else, and says what was given and how it is written", () => {
  const given = [[undefined, "undefined"], [null, "null"], [3, "3"], [{ update: 1 }, "an object"], [
    () => {},
    "a function",
  ]];
  for (const [value, got] of given) {
    const text = `Cannot make ema as it is made around an optimizer: got ${got}. Write ema(sgd(...)).`;
    assertThrows(() => requirePart("ema", "an optimizer", value, "ema(sgd(...))"), TypeError, text);
  }
});

Deno.test("requireNames() takes lists of strings and numbers, of a length where there must be one", () => {
  requireNames("f1", { perClass: ["a", 1] });
  requireNames("f1", { perClass: ["a", "b"] }, 2);
  for (const odd of ["ab", null, [null, "a"], [NaN, 1], { length: 2 }, ["a"]]) {
    assertThrows(
      () => requireNames("f1", { perClass: odd }, 2),
      RangeError,
      "perClass must be a list of 2 names: got ",
    );
  }
});

const NONE: readonly (readonly [string, () => unknown, string])[] = [
  ["f1", () => r.f1({ classes: 3, perClass: "abc" as never }), 'perClass must be a list of 3 names: got "abc".'],
  [
    "fcos",
    () => r.fcos({ classes: 2, backbone: r.resnet18(), stages: null as never }),
    "stages must be a list: got null.",
  ],
  [
    "groups",
    () => r.groups(r.sgd({ lr: 1 }), { layerDecay: null as never }),
    "layerDecay must be a finite number above 0: got null.",
  ],
  ["groups", () => r.groups(r.sgd({ lr: 1 }), { noDecay: "" as never }), 'a list of patterns: got "".'],
  ["statistics", () => r.statistics({ only: 5 as never }), "only must be a regular expression such as /conv/: got 5."],
  ["arrays", () => r.arrays({ x: [[1]], y: [[1]], name: 5 as never }), "name must be a string: got 5."],
  [
    "arrays",
    () => r.arrays({ x: [[1]], y: [0], classes: "ab" as never }),
    'classes must be a list of names: got "ab".',
  ],
  [
    "arrays",
    () => r.arrays({ x: [[1]], y: [0], classes: 1.5 }),
    "classes must be a whole number of at least 1: got 1.5.",
  ],
];
for (const [part, make, text] of NONE) {
  Deno.test(`${part}() refuses what is none of its options' values: ${text}`, () =>
    void assertThrows(make, Error, text));
}

Deno.test("runner() refuses null for its log and its checkpoints, and a dataset to be judged on by a name that is taken", () => {
  const data = r.arrays({ x: [[1]], y: [0], valX: [[1]], valY: [0], classes: 2 });
  const sentence = (options: object) =>
    r.runner({ log: false, ...options }).model(r.mlp({ sizes: [1, 2] })).data(data).evaluator(r.accuracy()).engine(
      r.cpu(),
    );
  for (const name of ["log", "checkpoint"]) {
    assertThrows(
      () => sentence({ workDir: "nowhere", [name]: null }),
      TypeError,
      `Cannot make ${name} as its options come as an object of `,
    );
  }
  const once = sentence({}).validation({ noisy: data });
  assertThrows(() => once.validation({ noisy: data }), TypeError, 'a name of its own: got "noisy" twice.');
});
