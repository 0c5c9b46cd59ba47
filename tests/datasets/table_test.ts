/** Tables that pandas wrote, and what scikit-learn fits on them (table/make_tables.py). */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import {
  accuracy,
  adam,
  balanced,
  columnsOf,
  cpu,
  inOrder,
  loadCheckpoint,
  mae,
  runner,
  table,
  tabular,
  tf,
} from "../../mod.ts";
import type { Batches, FittedNumber, TableInput, TableOptions } from "../../mod.ts";
import golden from "./table/birds.json" with { type: "json" };

const folder = new URL("./table/", import.meta.url).pathname, file = `${folder}birds.csv`;
const target = "kind", whole = { target, val: file, batchSize: 24 } as const;
const near = (found: number, expected: number) => assertAlmostEquals(found, expected, 1e-5);

async function written(name: string, text: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const path = `${await Deno.makeTempDir()}/${name}`;
  await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  return path;
}

const refuses = (text: string, options: TableOptions, message: string, name = "a.csv") =>
  Deno.test(`table says what is wrong: ${message}`, async () => {
    const path = await written(name, text);
    const { message: said } = await assertRejects(() => table({ file: path, ...options }));
    assertEquals(said.replaceAll(path, name), message);
  });

Deno.test("table makes visible what a terminal would obey in what a file names", async () => {
  const name = "\x9b2J\u202e", rows = `${name},kind\nthin,x\n3,y\n`;
  for (const columns of [{ [name]: "number" }, { [name]: "ordinal" }] as const) {
    const { message } = await assertRejects(async () =>
      table({ file: await written("a.csv", rows), target: "kind", columns })
    );
    assert(!/[\u007f-\u009f\u202e]/.test(message) && message.includes("\\x9b2J\\u202e"), message);
  }
});

const files = ["birds.csv", "birds.tsv", "birds.jsonl", "birds.parquet", "birds_zstd.parquet", "birds.sqlite"];
files.push("birds.feather", "birds_zstd.arrow", "birds.arrows");
for (const name of files) {
  Deno.test(`table reads ${name} as pandas wrote it, to the inputs of scikit-learn`, async () => {
    // A database has 1 for true.
    const columns = { wild: "boolean" } as const;
    const data = await table({ file: folder + name, columns, target, val: folder + name, batchSize: 24 });
    assertEquals(data.classes, ["adelie", "chinstrap", "gentoo"]);
    assertEquals(data.sizes, { numbers: 3, categories: [5], outputs: 3 });
    await data.open!();
    for await (const { x, y, size } of data.val!()) {
      assertEquals([size, y.dtype, x.cat!.dtype], [24, "int32", "int32"]);
      assertEquals(y.arraySync(), golden.labels);
      assertEquals(x.cat!.arraySync(), golden.codes.map((code) => [code]));
      x.num!.arraySync().forEach((row, i) => {
        [...golden.inputs[i]!, golden.wild[i]!].forEach((value, j) => near(row[j]!, value));
      });
    }
  });
}

for (const scale of ["standard", "minMax", "robust"] as const) {
  Deno.test(`table scales as scikit-learn: ${scale}`, async () => {
    const { fitted } = await table({ file, ...whole, scale });
    ["length, mm", "count"].forEach((name, i) => {
      const { center, spread } = fitted.columns[name] as FittedNumber;
      near(center, golden.fitted[scale].center[i]!);
      near(spread, golden.fitted[scale].spread[i]!);
    });
  });
}

for (const number of ["mean", "median", "mostFrequent"] as const) {
  Deno.test(`table fills missing numbers as scikit-learn: ${number}`, async () => {
    const { fitted } = await table({ file, ...whole, missing: { number } });
    ["length, mm", "count"].forEach((name, i) =>
      near((fitted.columns[name] as FittedNumber).fill, golden.fills[number][i]!)
    );
  });
}

Deno.test("table fits on the rows to learn from alone, and holds the same rows back for the same seed", async () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({ a: i, b: i % 7, y: i % 5 === 0 ? "rare" : "often" }));
  const data = await table({ rows, target: "y", batchSize: 64, scale: "none" });
  await data.open!();
  const seen: number[] = [], judged: number[] = [];
  for await (const { x } of data.train({ epoch: 0, seed: 1 })) x.num!.arraySync().forEach(([a]) => seen.push(a!));
  for await (const { x, y } of data.val!()) {
    x.num!.arraySync().forEach(([a]) => judged.push(a!));
    assertEquals(y.arraySync().filter((label) => label === 1).length, 2);
  }
  assertEquals([seen.length, judged.length, new Set([...seen, ...judged]).size], [40, 10, 50]);
  const scaled = await table({ rows, target: "y" }), { center, spread } = scaled.fitted.columns.a as FittedNumber;
  const mean = seen.reduce((sum, a) => sum + a, 0) / 40;
  near(center, mean);
  near(spread, Math.sqrt(seen.reduce((sum, a) => sum + (a - mean) ** 2, 0) / 40));
  const other = await table({ rows, target: "y", seed: 1 });
  assertEquals((other.fitted.columns.a as FittedNumber).center === center, false);
});

Deno.test("table shows what was never seen as 0, and takes what was fitted before as it is", async () => {
  const data = await table({ file, ...whole });
  const unknown = { "length, mm": null, count: 2, island: "Nowhere", wild: true };
  const { num, cat } = data.inputs([unknown, { ...unknown, island: "Ørland" }]);
  assertEquals(cat!.arraySync(), [[0], [4]]);
  const { fill, center, spread } = data.fitted.columns["length, mm"] as FittedNumber;
  near(num!.arraySync()[0]![0]!, (fill - center) / spread);
  const again = await table({ rows: [{ ...unknown, kind: "gentoo" }], target, fitted: data.fitted, valShare: 0 });
  assertEquals([again.fitted, again.sizes, again.classes], [data.fitted, data.sizes, data.classes]);
  assertThrows(
    () => data.inputs([{ count: "many" }]),
    TypeError,
    'Cannot take row 1 as column count must hold a number: got "many"',
  );
});

Deno.test("table makes one list of numbers and categories, with places for missing ones", async () => {
  const data = await table({ file, ...whole, input: "oneHot", missing: { indicator: true } });
  assertEquals(data.sizes, { numbers: 3 + 2 + 5, categories: [], outputs: 3 });
  await data.open!();
  for await (const { x } of data.val!()) {
    const rows = x.arraySync();
    assertEquals(rows.map((row) => row.slice(5).indexOf(1)), golden.codes);
    assertEquals([3, 4, 5, 7].map((i) => rows[i]!.slice(3, 5)), [[1, 0], [0, 0], [0, 1], [1, 0]]);
  }
});

Deno.test("table follows the rules of columns: kinds, orders, fills", async () => {
  const rows = ["low", "high", "mid", null, "low"].map((size, i) => ({
    size,
    code: i % 3,
    no: i * 1.5,
    y: i % 2 === 0,
  }));
  const columns = {
    size: { kind: "ordinal", order: ["low", "mid", "high"], scale: "none", missing: "mostFrequent" },
    code: "category",
    no: "ignore",
  } as const;
  const data = await table({ rows, target: "y", columns, valShare: 0, batchSize: 8 });
  const { num, cat } = data.inputs(rows);
  assertEquals(num!.arraySync(), [[0], [2], [1], [0], [0]]);
  assertEquals(cat!.arraySync(), [[1], [2], [3], [1], [2]]);
  assertEquals([data.classes, data.val, data.news!()], [["false", "true"], undefined, []]);
});

Deno.test("table tells levels in their order, those that no row has too, and refuses others", async () => {
  const order = ["poor", "fair", "good", "best"], of = (i: number) => order[(i * 7) % 3]!;
  const rows = Array.from({ length: 30 }, (_, i) => ({ a: i, b: i % 4, grade: of(i) }));
  const told = { rows, target: "grade", valShare: 0, order: inOrder(), batchSize: 30 } as const;
  const data = await table({ ...told, columns: { grade: { kind: "ordinal", order } } });
  assertEquals([data.classes, data.sizes.outputs], [order, 4]);
  await data.open!();
  for await (const { y } of data.train({ epoch: 0, seed: 0 })) {
    assertEquals(y.arraySync() as unknown, rows.map(({ grade }) => order.indexOf(grade)));
  }
  const rejects = (options: object, text: string) => assertRejects(() => table({ ...told, ...options }), Error, text);
  await rejects(
    { columns: { grade: { kind: "ordinal", order: order.slice(1) } } },
    'column grade must hold one of fair, good, best: got "poor"',
  );
  await rejects({ columns: { grade: "ordinal" }, task: "regression" }, 'task must be "classification": got regression');
});

Deno.test("table weighs classes as scikit-learn, and balances them by an order", async () => {
  const data = await table({ file, ...whole, classWeights: "balanced", order: balanced() });
  const { classWeights } = data.loss.settings as { classWeights: readonly number[] };
  classWeights.forEach((weight, i) => near(weight, golden.weights[i]!));
  await data.open!();
  for await (const { y } of data.train({ epoch: 0, seed: 0 })) {
    assertEquals([0, 1, 2].map((label) => y.arraySync().filter((y) => y === label).length), [8, 8, 8]);
  }
  const own = await table({ file, ...whole, classWeights: { adelie: 1, chinstrap: 3, gentoo: 2 } });
  assertEquals((own.loss.settings as { classWeights: unknown }).classWeights, [1, 3, 2]);
  await assertRejects(
    () => table({ file, ...whole, classWeights: { adelie: 1, gentoo: 2 } }),
    TypeError,
    "each of adelie, chinstrap, gentoo needs a weight: got none for chinstrap.",
  );
});

Deno.test("table keeps the unit of numbers to be told, with a loss in standard deviations", async () => {
  const rows = Array.from({ length: 8 }, (_, i) => ({ a: i, price: 1000 * i, tax: i }));
  const data = await table({ rows, target: ["price", "tax"], task: "regression", valShare: 0, batchSize: 8 });
  await data.open!();
  const spread = Math.sqrt(5.25);
  assertEquals(data.sizes.outputScale!.center, [3500, 3.5]);
  for await (const { y } of data.train({ epoch: 0, seed: 0 })) {
    assertEquals(y.shape, [8, 2]);
    const off = tf.add(y, tf.tensor1d([1000 * spread, 0])) as tf.Tensor2D;
    near((data.loss(off, y) as tf.Scalar).dataSync()[0]!, 0.5);
  }
});

Deno.test("table tells several answers of a row", async () => {
  const rows = Array.from({ length: 8 }, (_, i) => ({ a: i, red: i % 2 === 0, big: i > 3 ? "yes" : "no" }));
  const data = await table({ rows, target: ["red", "big"], task: "multiLabel", valShare: 0, batchSize: 8 });
  await data.open!();
  for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
    const { center, spread } = data.fitted.columns.a as FittedNumber;
    const a = x.num!.arraySync().map(([a]) => Math.round(a! * spread + center));
    assertEquals(y.arraySync(), a.map((a) => [a % 2 === 0 ? 1 : 0, a > 3 ? 1 : 0]));
  }
  assertEquals((data.loss as { name?: string }).name, "binaryCrossEntropy");
});

/** What batches hold, row by row. */
async function rowsOf(pass: Batches<TableInput, tf.Tensor1D>): Promise<string[]> {
  const rows: string[] = [];
  for await (const { x, y } of pass) {
    const [num, cat, labels] = [x.num!.arraySync(), x.cat?.arraySync(), y.arraySync()];
    rows.push(...labels.map((label, i) => JSON.stringify([num[i], cat?.[i], label])));
    tf.dispose([x.num!, y, ...x.cat ? [x.cat] : []]);
  }
  return rows;
}

for (const name of files) {
  Deno.test(`table streams ${name} where memory has no room for its rows, and they are the same`, async () => {
    const given = { file: folder + name, target, val: folder + name, batchSize: 7 };
    const all = await table(given), some = await table({ ...given, memory: 100 });
    await all.open!();
    assertEquals([some.fitted, some.sizes, some.classes, some.samples], [
      all.fitted,
      all.sizes,
      all.classes,
      all.samples,
    ]);
    assertEquals(some.knows?.classes, all.knows?.classes);
    assertEquals(await rowsOf(some.val!()), await rowsOf(all.val!()));
    const epochs = await Promise.all([0, 1].map((epoch) => rowsOf(some.train({ epoch, seed: 1 }))));
    for (const rows of epochs) {
      assertEquals(rows.toSorted(), (await rowsOf(all.train({ epoch: 0, seed: 1 }))).toSorted());
    }
    assertNotEquals(epochs[0], epochs[1]);
    assertEquals(await rowsOf(some.train({ epoch: 1, seed: 1 })), epochs[1]);
  });
}

Deno.test("table streams blocks in an order by chance, from any row on and by ranks, and holds the same rows back each time", async () => {
  // Of 10 000 rows a block.
  const rows = Array.from({ length: 25_000 }, (_, i) => ({ id: i, y: i % 3 ? "a" : "b" }));
  const data = await table({
    rows,
    target: "y",
    scale: "none",
    memory: 8 * 2 * 4000,
    batchSize: 1000,
    valShare: 0.1,
    testShare: 0.05,
  });
  const ids = async (pass: Batches<TableInput, tf.Tensor1D>) =>
    (await rowsOf(pass)).map((row) => (JSON.parse(row) as [[number]])[0][0]);
  const { train, val, test } = data.samples as Record<"train" | "val" | "test", number>;
  assertEquals([train + val + test, Math.round(val / 250) / 10, Math.round(test / 250) / 10], [25_000, 1, 0.5]);
  const first = await ids(data.train({ epoch: 0, seed: 4 }));
  assertEquals(
    [...first, ...await ids(data.val!()), ...await ids(data.test!())].toSorted((a, b) => a - b),
    rows.map(({ id }) => id),
  );
  assertEquals(await ids(data.train({ epoch: 0, seed: 4, from: 17_003 })), first.slice(17_003));
  const shares = await Promise.all([0, 1].map((rank) => ids(data.train({ epoch: 0, seed: 4, rank, ranks: 2 }))));
  assertEquals(shares.flat().toSorted((a, b) => a - b), first.toSorted((a, b) => a - b));
  // Within what is shuffled together, far neighbours meet.
  const near = first.slice(1).filter((id, i) => Math.abs(id - first[i]!) < 5).length;
  assert(near < 0.02 * first.length, `${near} of ${first.length}`);
});

Deno.test("table says what cannot be where rows are streamed", async () => {
  const given = { file, ...whole, memory: 100 };
  const text = `Cannot put the rows of ${file} into an order as they have no room in memory: got order.`;
  await assertRejects(() => table({ ...given, order: balanced() }), RangeError, text);
  const path = await written("a.csv", "a,y\n1,x\n2,z\n3,x\n".repeat(1) + "4,z\n");
  const data = await table({ file: path, target: "y", memory: 1, valShare: 0 });
  await Deno.writeTextFile(path, "a,y\n1,x\n2,z\n3,x");
  const read = () => rowsOf(data.train({ epoch: 0, seed: 0 }));
  await assertRejects(read, RangeError, `Cannot read ${path} as it must stay as it was: got a shorter one.`);
  await Deno.writeTextFile(path, "a,y\n1,x\n2,z\n3,x,,,\n");
  await assertRejects(read, TypeError, `Cannot read row 3 of ${path} as it must have 2 fields as the first row: got 5`);
});

Deno.test("table has a column of weights, which is no input, in memory and streamed", async () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({ a: i, w: i / 4, y: i % 2 ? "u" : "v", z: 2 * i }));
  for (const memory of [1, 2 ** 20]) {
    const data = await table({
      rows,
      target: "y",
      weight: "w",
      columns: { z: "ignore" },
      scale: "none",
      valShare: 0.25,
      memory,
    });
    await data.open!();
    assertEquals([data.sizes.numbers, Object.keys(data.fitted.columns)], [1, ["a"]]);
    for (const pass of [data.train({ epoch: 0, seed: 0 }), data.val!()]) {
      for await (const { x, y: { target, weight } } of pass) {
        const ids = x.num!.arraySync().map(([a]) => a!);
        assertEquals([...weight.dataSync()], ids.map((a) => a / 4));
        assertEquals([...target.dataSync()], ids.map((a) => a % 2 ? 0 : 1));
      }
    }
    const numbers = await table({ rows, target: "z", weight: "w", task: "regression", valShare: 0, memory });
    const { scores } = await runner({ log: { write: () => {} } }).model(tabular({ ...numbers.sizes, hidden: [4] }))
      .data(numbers)
      .evaluator(mae()).optimizer(adam({ lr: 0.1 })).engine(cpu()).validation({ same: numbers }).train({ epochs: 2 });
    assert(Number.isFinite(scores!["same/mae"]));
  }
  const heavy = (w: unknown) => table({ rows: [...rows, { a: 1, w, y: "u", z: 1 }], target: "y", weight: "w" });
  await assertRejects(
    () => heavy(-1),
    TypeError,
    "row 13 of the rows as column w must hold a number of at least 0: got -1",
  );
  await assertRejects(() => heavy(null), TypeError, "row 13 of the rows as column w must have a value: got none");
  await assertRejects(() => table({ rows, target: "y", weight: "y" }), TypeError, "a column that is no target: got y.");
  await assertRejects(
    () => table({ rows, target: "y", weight: "v" }),
    TypeError,
    "must have the column v: got a, w, y, z.",
  );
});

Deno.test("table leaves broken rows out and says which, where it is told to", async () => {
  const path = await written("a.csv", 'a,y\n1,x\nmany,x\n3,z\na,y\n4\n5,x\n6,z\n"7,x\n');
  const data = await table({ file: path, target: "y", columns: { a: "number" }, onBroken: "skip", valShare: 0 });
  assertEquals(data.samples, { train: 4 });
  assertEquals(data.news!().map((line) => line.replace(path, "a.csv")), [
    'Left out 4 rows of a.csv: row 2: column a must hold a number: got "many"; row 4: it must hold values: got the ' +
    "header once more; row 5: it must have 2 fields as the first row: got 1; row 8: its quotes must be closed: got one that is not.",
  ]);
  assertEquals(data.news!(), []);
});

const numbers = "1,x\n".repeat(20), y = { target: "y" };
refuses("", y, "Cannot read a.csv as a table has rows: got an empty file.");
refuses("a,y\n", y, "Cannot read a.csv as a table has rows: got none.");
refuses(
  "a,a\n1,2\n",
  y,
  'Cannot read a.csv as each column must have a name of its own: got "a" twice. If the first row is no header, say header: false.',
);
refuses("a,b\n1,2\n", y, "Cannot read a.csv as it must have the column y: got a, b.");
refuses("a,Y\n1,2\n", y, "Cannot read a.csv as it must have the column y: got a, Y. Did you mean Y?");
refuses(
  "a;y\n1;2\n",
  { ...y, delimiter: "," },
  'Cannot read a.csv as it must have the column y: got a;y. The delimiter is ",", and the first row has ";": try that one.',
);
const hint = 'Correct it, tell the column\'s kind in columns, or leave such rows out: onBroken: "skip".';
refuses(`a,y\n${numbers}two,z\n`, y, `Cannot read row 21 of a.csv as column a must hold a number: got "two". ${hint}`);
refuses("a,y\n1,x\n2\n", y, `Cannot read row 2 of a.csv as it must have 2 fields as the first row: got 1. ${hint}`);
refuses(
  "a,y\n1,x\na,y\n2,z\n",
  y,
  `Cannot read row 2 of a.csv as it must hold values: got the header once more. ${hint}`,
);
refuses("a,y\n1,x\n2,\n", y, `Cannot read row 2 of a.csv as column y must have a value: got none. ${hint}`);
refuses(
  "a,y\n1,x\n,z\n2,z\n",
  { ...y, missing: { number: "refuse" } },
  `Cannot read row 2 of a.csv as column a must have a value: got none. ${hint}`,
);
refuses("a,y\n1,x\n2,x\n", y, "Cannot learn classes from a.csv as y must have two classes at least: got x.");
refuses(
  "a,y\n1,0.5\n2,0.7\n",
  y,
  'Cannot take y of a.csv for classes as it holds fractional numbers: got no task. Say task: "regression", or task: "classification" if they are classes.',
);
refuses(
  "a,y\n1,x\n1,z\n",
  y,
  "Cannot learn from a.csv as it needs columns beside y: got none but a (all values are one).",
);
refuses(
  "age,y\n1,x\n2,z\n",
  { ...y, columns: { Age: "number" } },
  "Cannot use column Age as a.csv has the columns age, y: got no such one. Did you mean age?",
);
refuses(
  "a,y\n1,x\n2,z\n",
  { ...y, val: [{ a: 1, y: "w" }] },
  "Cannot judge row 1 of the rows as its class must be one of x, z: got w, which no row to learn from has.",
);
refuses(
  '{"a":1,"y":"x"}\n[1]\n',
  y,
  `Cannot read row 2 of a.jsonl as it must be a JSON object: got something else. ${hint}`,
  "a.jsonl",
);
refuses(
  '{"a":1,"y":"x"}\n{"a":2,"y":{"z":1}}\n',
  y,
  `Cannot read row 2 of a.jsonl as column y must hold a text or a number: got {"z":1}. ${hint}`,
  "a.jsonl",
);
refuses("not json\n", y, "Cannot read a.jsonl as it must hold a JSON object a line: got none.", "a.jsonl");
refuses(
  "PK",
  y,
  "Cannot read a.xlsx as a table is a file of CSV, TSV, JSON lines, Parquet, Arrow or SQLite: got xlsx. Save it as one of these, or hand its rows over as records.",
  "a.xlsx",
);

Deno.test("table refuses options that cannot be, and bytes that are no text", async () => {
  const rejects = (options: object, text: string) =>
    assertRejects(() => table({ file, target, ...options } as TableOptions), Error, text);
  await rejects({ rows: [] }, "Cannot make table as it takes either file or rows: got both.");
  await rejects({ target: [] }, "Cannot make table as target must be the name of a column, or several: got .");
  await rejects({ target: ["a", "b"] }, "Cannot make table as classes are told by one column: got a and b.");
  await rejects({ valshare: 0.1 }, "got valshare. Did you mean valShare?");
  await rejects({ missing: { numbers: "mean" } }, "got numbers. Did you mean number?");
  await rejects({ scale: "max" }, "Cannot make table as scale must be one of standard, minMax, robust, none: got max.");
  await rejects({ delimiter: ";;" }, 'as delimiter must be a tab or one character of ASCII: got ";;".');
  await rejects({ columns: { count: { kind: "number", order: ["a"] } } }, "as only ordinal columns have an order");
  await rejects(
    { task: "regression", target: "count", classWeights: "balanced", onBroken: "skip" },
    "Cannot weigh classes",
  );
  await rejects({ valShare: 0.5, testShare: 0.5 }, "as one must be left to learn from: got 24 rows.");
  await rejects({ file: "nowhere.csv" }, "nowhere.csv");
  const latin = await written("latin.csv", Uint8Array.of(97, 44, 121, 10, 0xd8, 44, 98, 10));
  await assertRejects(
    () => table({ file: latin, target: "y" }),
    TypeError,
    "must be text in UTF-8: got other bytes from byte 4 on.",
  );
});

Deno.test("table, tabular: a run learns, its checkpoint keeps what was fitted, and predicts in the unit of the target", async () => {
  const rows = Array.from(
    { length: 120 },
    (_, i) => ({ size: i % 12, place: i % 3 ? "in" : "out", price: 5000 + 300 * (i % 12) + (i % 3 ? 0 : 900) }),
  );
  const workDir = await Deno.makeTempDir();
  const data = await table({ rows, target: "price", task: "regression" });
  const { scores } = await runner({ workDir, seed: 1, log: { write: () => {} } })
    .model(tabular({ ...data.sizes, hidden: [16] }))
    .data(data)
    .evaluator(mae())
    .optimizer(adam({ lr: 0.03 }))
    .engine(cpu())
    .train({ epochs: 40 });
  assertEquals(scores!.mae < 150, true, `${scores!.mae}`);
  const { settings } = await loadCheckpoint(
    `${workDir}/${(await Deno.readTextFile(`${workDir}/last_checkpoint`)).trim().split("/").at(-1)}`,
  );
  const kept = (settings as unknown as { data: { fitted: unknown } }).data.fitted;
  assertEquals(kept, JSON.parse(JSON.stringify(data.fitted)));
});

Deno.test("table makes batches of fields by name that a run classifies", async () => {
  const data = await table({ file, target, valShare: 0.25, batchSize: 6 });
  const { scores } = await runner({ seed: 0, log: { write: () => {} } })
    .model(tabular({ ...data.sizes, hidden: [8] }))
    .data(data)
    .evaluator(accuracy())
    .optimizer(adam({ lr: 0.01 }))
    .engine(cpu())
    .train({ epochs: 1 });
  assertEquals(scores!.accuracy >= 0 && scores!.accuracy <= 100, true);
});

Deno.test("columnsOf tells what a file holds", async () => {
  const columns = await columnsOf(file);
  assertEquals(Object.entries(columns).map(([name, { kind, missing }]) => [name, kind, missing]), [
    ["length, mm", "number", 2],
    ["count", "number", 1],
    ["island", "category", 2],
    ["wild", "boolean", 0],
    ["kind", "category", 0],
  ]);
  assertEquals([columns.count!.whole, columns.count!.distinct], [true, 5]);
});

Deno.test("table selects from a database, and says what is wrong with one", async () => {
  const database = `${folder}birds.sqlite`, query = "SELECT count, kind FROM birds WHERE kind <> 'gentoo'";
  const data = await table({ file: database, query, target });
  assertEquals([data.classes, data.sizes.numbers], [["adelie", "chinstrap"], 1]);
  assertEquals((await table({ file: database, query: "birds", target })).sizes.outputs, 3);
  const rejects = (options: TableOptions, text: string) => assertRejects(() => table(options), Error, text);
  await rejects({ file: database, query: "SELECT x", target }, "as query must be a table or a SELECT: got SELECT x (");
  const other = await written("a.db", "no database, but a text that is long enough to have been one");
  await rejects({ file: other, target }, `Cannot read ${other} as it must be a database of SQLite: got another file.`);
  await rejects({ file: `${folder}nowhere.db`, target }, "nowhere.db");
});

Deno.test("table reads whole numbers of any size from a database, and refuses one that is damaged", async () => {
  const path = await written("a.db", ""), database = new DatabaseSync(path);
  database.exec("CREATE TABLE birds (ring INTEGER, kind TEXT)");
  const add = database.prepare("INSERT INTO birds VALUES (?, ?)");
  for (let i = 0; i < 400; i++) {
    add.run(2n ** 53n + BigInt(2 * i), i % 2 ? "gentoo" : "a longer name, so that there are several pages");
  }
  database.close();
  const { ring } = await columnsOf(path);
  assertEquals([ring!.kind, ring!.distinct], ["number", 400]);
  assertEquals((await table({ file: path, target })).sizes.numbers, 1);
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.fill(0xee, 9000, 12_000));
  await assertRejects(
    () => table({ file: path, target }),
    RangeError,
    `Cannot read ${path} as it must`,
  );
});

Deno.test("table leaves columns of lists and records of Parquet out, and refuses two of one name", async () => {
  const file = `${folder}nested.parquet`;
  assertEquals(Object.keys(await columnsOf(file)), ["a", "kind"]);
  assertEquals((await table({ file, target })).sizes, { numbers: 1, categories: [], outputs: 2 });
  await assertRejects(
    () => table({ file, target: "list" }),
    TypeError,
    "Columns of numbers, texts and answers are read, and not list (LIST), pair (group).",
  );
  await assertRejects(
    () => columnsOf(`${folder}twice.parquet`),
    RangeError,
    'must have a name of its own: got "a" twice',
  );
});

Deno.test("table takes columns that are called as what any record has, and says what a whole number should have been", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ constructor: i, kind: i % 2 ? "x" : "y", ring: BigInt(i) }));
  assertEquals((await table({ rows, target })).sizes.numbers, 2);
  await assertRejects(
    () => table({ rows, target, columns: { ring: "boolean" } }),
    Error,
    "column ring must hold true or false: got 2",
  );
});

Deno.test("table refuses Parquet that is cut short or none", async () => {
  const bytes = await Deno.readFile(`${folder}birds.parquet`);
  for (const [name, part] of [["cut.parquet", bytes.slice(0, 500)], ["text.parquet", new Uint8Array(20)]] as const) {
    const path = await written(name, part);
    await assertRejects(
      () => table({ file: path, target }),
      RangeError,
      `Cannot read ${path} as it must be a whole file of Parquet:`,
    );
  }
});
