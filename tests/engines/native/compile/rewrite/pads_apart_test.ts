import { assertEquals, assertStrictEquals } from "@std/assert";
import { padsApart } from "../../../../../src/engines/native/compile/rewrite/pads_apart.ts";
import { deno, ROOT } from "../../../../program.ts";
import { needLibrary } from "../../need_library.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const [x, pads, filter] = [-1, -2, -3], wide = [2, 5, 5, 5], image = [2, 4, 4, 5];
const slots = [
  { shape: [2, 3, 3, 5] },
  { shape: [4, 2], dtype: 3, values: [0, 0, 1, 1, 1, 1, 0, 0] },
  { shape: [2, 2, 5, 5] },
];

Deno.test("padsApart() pads by an operation that stays what it is, with a zero of its own", () => {
  const apart = padsApart(traceOf(slots, [["Pad", [x, pads], wide], ["Conv2D", [0, filter], image]]));
  assertEquals(linesOf(apart), [["PadV2", [x, pads, -4], wide], ["Conv2D", [0, filter], image]]);
  assertEquals(apart.slots.at(-1), { dtype: 1, shape: [], values: [0] });
  assertEquals(apart.outputs, [1]);
});

Deno.test("padsApart() leaves a trace without padding as it is", () => {
  const trace = traceOf(slots, [["Conv2D", [x, filter], image]]);
  assertStrictEquals(padsApart(trace), trace);
});

/** What several convolutions with borders that run at once answer, call by call, of 150 sizes; which may end the process where it is wrong. */
const PROGRAM = `
import { conv2d, initialize, native, tf } from "./mod.ts";
const { compile } = await native({ threads: 2, atOnce: 2 }).open();
let drawn = 0, unlike = 0;
const upTo = (most) => 1 + (drawn = (Math.imul(drawn, 1664525) + 1013904223) >>> 0, (drawn >>> 8) % most);
for (let size = 0; size < 150; size++) {
  const groups = upTo(8), channels = [3, 17, 33][size % 3] * groups, kernelSize = upTo(3), stride = upTo(3), padding = upTo(2);
  const model = conv2d({ channels, filters: groups * upTo(20), kernelSize, stride, padding, groups });
  initialize(model, size);
  const x = tf.randomNormal([upTo(4), upTo(12), upTo(12), channels], 0, 1, "float32", size);
  const predict = compile((x) => model.forward(x, { training: false, seed: 0, step: 0 }));
  const answers = Array.from({ length: 6 }, () => predict(x));
  for (const answer of answers.slice(1)) {
    const error = tf.tidy(() => tf.max(tf.abs(tf.sub(answer, answers[0]))).dataSync()[0]);
    if (!(error < 1e-3)) unlike++;
  }
  tf.dispose([x, answers, Object.values(model.params)]);
}
console.log("unlike: " + unlike);
`;

Deno.test({
  name: "convolutions with borders that run at once answer the same each time",
  ...await needLibrary(),
  async fn() {
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(path, PROGRAM.replace("./mod.ts", `file://${ROOT}mod.ts`));
    const { code, stdout, stderr } = await deno(["run", "-A", "--no-check", "--quiet", path]);
    await Deno.remove(path);
    assertEquals([code, stdout], [0, "unlike: 0\n"], stderr);
  },
});
