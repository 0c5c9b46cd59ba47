/** Whatever throws in a run, no tensor is left of it, and no pass stays open. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  cpu,
  type Dataset,
  type Hook,
  type Loss,
  type Metric,
  type Model,
  native,
  on,
  runner,
  sgd,
  tf,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { halfSquare, line, meanTarget } from "../toy.ts";

type Data = Dataset<tf.Tensor1D, tf.Tensor1D>;

interface Parts {
  /** Takes what the line has predicted. */
  readonly during?: (prediction: tf.Tensor1D, training: boolean) => tf.Tensor1D;
  readonly loss?: Loss<tf.Tensor1D, tf.Tensor1D>;
  readonly metric?: Partial<Metric<string, tf.Tensor1D, tf.Tensor1D>>;
  readonly hook?: Hook;
  readonly data?: Partial<Data>;
}

const fail = (): never => {
  throw new Error("on purpose");
};
const batch = (value = 1) => ({ x: tf.tensor1d([1]), y: tf.tensor1d([value]), size: 1 });

/** Fails at its second call. */
function second<A extends readonly unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  let calls = 0;
  return (...args) => ++calls === 2 ? fail() : call(...args);
}

const failures: Record<string, () => Parts> = {
  "a hook in a step": () => ({ hook: on("step", second(() => {})) }),
  "a hook in a validation": () => ({ hook: on("val", second(() => {})) }),
  "a hook at the scores": () => ({ hook: on("scores", fail) }),
  "a hook at the start": () => ({ hook: on("start", fail) }),
  "the pass of an epoch": () => ({
    data: {
      *train() {
        yield batch();
        fail();
      },
    },
  }),
  "the pass of a validation": () => ({
    data: {
      *val() {
        yield batch();
        fail();
      },
    },
  }),
  "a forward pass that learns": () => {
    const count = second(() => {});
    return { during: (x, training) => (training && count(), x) };
  },
  "a forward pass that judges": () => {
    const count = second(() => {});
    return { during: (x, training) => (training || count(), tf.square(x)) };
  },
  "a loss": () => ({ loss: second((prediction, y) => halfSquare(tf.square(prediction), y)) }),
  "a metric's beginning": () => ({ metric: { init: fail } }),
  "a metric's update": () => ({ metric: { update: second((state: tf.Tensor) => tf.add(state, tf.scalar(1))) } }),
  "a metric's end": () => ({ metric: { compute: (state) => (tf.square(state), fail()) } }),
};

const engines = { cpu: { engine: cpu(), ignore: false }, native: { engine: native(), ...await needLibrary() } };

for (const [name, { engine, ...needed }] of Object.entries(engines)) {
  for (const [what, parts] of Object.entries(failures)) {
    Deno.test({
      name: `a run on ${name} leaves no tensor behind where what throws is ${what}`,
      ...needed,
      async fn() {
        await engine.open();
        for (const isAsync of [false, true]) {
          const { during = (x: tf.Tensor1D) => x, loss = halfSquare, metric, hook = () => {}, data } = parts();
          let open = 0;
          const pass = (all: () => Iterable<ReturnType<typeof batch>>) =>
            isAsync
              ? async function* () {
                open++;
                try {
                  yield* all();
                } finally {
                  open--;
                }
              }
              : all;
          const three = () => Iterator.from([1, 2, 5]).map(batch);
          const whole = {
            name: "three",
            train: pass(data?.train as never ?? three),
            val: pass(data?.val as never ?? three),
          };
          const body = line();
          const student: Model<tf.Tensor1D, tf.Tensor1D> = {
            ...body,
            forward: (x, mode) => during(body.forward(x, mode), mode.training),
          };
          const before = tf.memory().numTensors;
          const chain = runner({ log: false, interrupt: false }).model(student).data(whole).loss(loss).engine(engine)
            .evaluator(meanTarget("mean"), { ...meanTarget("other"), ...metric } as never)
            .optimizer(sgd({ lr: 0.1, momentum: 0.9 })).hook(hook as never);
          await assertRejects(() => chain.train({ epochs: 1 }), Error, "on purpose");
          assertEquals([tf.memory().numTensors - before, open], [0, 0]);
          tf.dispose(student.params);
        }
      },
    });
  }
}
