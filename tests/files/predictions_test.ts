import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { kindOf, type PredictedBatch, readPredictions, writePredictions } from "../../src/files/predictions.ts";
import { need, runs } from "../needs.ts";
import { python } from "../python.ts";

/** Two ragged batches of all types, with numbers that are hard to write. */
export const BATCHES: readonly PredictedBatch[] = [
  {
    "prediction.boxes": {
      dtype: "float32",
      shape: [2, 1, 2],
      data: Float32Array.of(0.1, -1e-40, 3, NaN),
    },
    "prediction.labels": { dtype: "int32", shape: [2, 1], data: Int32Array.of(-1, 2147483647) },
    target: { dtype: "float32", shape: [2], data: Float32Array.of(5, Infinity) },
    crowd: { dtype: "bool", shape: [2], data: Uint8Array.of(0, 1) },
  },
  {
    "prediction.boxes": { dtype: "float32", shape: [1, 3, 2], data: Float32Array.of(-Infinity, 1e30, 7, 8, 1 / 3, -0) },
    "prediction.labels": { dtype: "int32", shape: [1, 3], data: Int32Array.of(1, 2, 3) },
    target: { dtype: "float32", shape: [1], data: Float32Array.of(-0.5) },
    crowd: { dtype: "bool", shape: [1], data: Uint8Array.of(0) },
  },
];

const needed = await need(
  "pyarrow and pandas",
  "pip install pyarrow pandas, and name its python by RAPTOR_PYTHON",
  () => runs(python(), "-c", "import pandas, pyarrow"),
);

for (const kind of ["jsonl", "parquet"] as const) {
  Deno.test(`readPredictions() reads what writePredictions() has written as ${kind}, bit by bit`, async () => {
    const path = await Deno.makeTempFile({ suffix: `.${kind}` });
    await writePredictions(path, BATCHES);
    assertEquals(await readPredictions(path), BATCHES.map((batch) => ({ ...batch })));
    const random = Float32Array.from({ length: 3000 }, () => (Math.random() - 0.5) * 10 ** (20 * Math.random() - 10));
    const many = [{ prediction: { dtype: "float32", shape: [1000, 3], data: random } }] as const;
    await writePredictions(path, many);
    assertEquals(await readPredictions(path), [...many]);
    await Deno.remove(path);
  });

  Deno.test(`readPredictions() refuses what is no ${kind} of predictions`, async () => {
    const path = await Deno.makeTempFile({ suffix: `.${kind}` });
    await Deno.writeTextFile(path, '{"prediction": 1}\n');
    await assertRejects(() => readPredictions(path), SyntaxError, `Cannot read predictions from ${path} as`);
    await Deno.remove(path);
  });
}

Deno.test({
  name: "writePredictions() writes Parquet and lines that Python reads",
  ...needed,
  async fn() {
    const folder = await Deno.makeTempDir();
    for (const kind of ["jsonl", "parquet"]) await writePredictions(`${folder}/a.${kind}`, BATCHES);
    const program = `
import json, sys
import numpy as np, pandas as pd, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1] + "/a.parquet")
assert str(table.schema.field("prediction.boxes").type) == "list<element: float not null>", table.schema
assert str(table.schema.field("target").type) == "float" and str(table.schema.field("crowd").type) == "bool"
rows = table.to_pylist()
lines = pd.read_json(sys.argv[1] + "/a.jsonl", lines=True)
assert list(lines["batch"]) == [1, 1, 2] and lines["prediction.labels"].tolist() == [[-1], [2147483647], [1, 2, 3]]
third = np.float32(rows[2]["prediction.boxes"][4])
print(json.dumps([[row["batch"] for row in rows], rows[1]["prediction.labels"], bool(third == np.float32(1) / np.float32(3))]))
`;
    const { stdout, stderr, success } = await new Deno.Command(python(), { args: ["-c", program, folder] })
      .output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), [[1, 1, 2], [2147483647], true]);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("kindOf() refuses other names", () => {
  assertEquals(
    assertThrows(() => kindOf("a.csv"), TypeError).message,
    "Cannot take a.csv for predictions as its name must end in .jsonl or .parquet.",
  );
});

Deno.test("readPredictions() says which file is not there, and what writes it", async () => {
  for (const path of ["no/such.jsonl", "no/such.parquet"]) {
    const error = await assertRejects(() => readPredictions(path), Deno.errors.NotFound);
    assertEquals(
      error.message,
      `Cannot read predictions as ${path} must be there: got no such file. dump(path) writes it once scores are known.`,
    );
  }
});
