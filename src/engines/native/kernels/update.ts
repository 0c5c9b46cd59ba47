/**
 * The updates of weights, truly in place. A weight that is updated lives in a variable of TensorFlow; tfjs sees its
 * newest value, which shares the variable's memory. Before an update that view is given up: TensorFlow copies a
 * variable that someone else can see.
 */
import { tf } from "../../../tf.ts";
import {
  type Attribute,
  attributes,
  bool,
  ON_FLOAT_VARIABLE,
  ON_FLOATS,
  shape,
  text,
  type,
} from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf } from "../binding/tensors.ts";
import { scalar, trimConstants } from "./constants.ts";
import { type NativeKernel, register, run } from "./kernel.ts";

const IGNORE_LOST: readonly Attribute[] = Object.freeze([bool("ignore_lookup_error", true)]);
const PLAIN = attributes("plain update", () => [type("T", FLOAT), bool("use_locking", false)]);
const ADAGRAD = attributes("adagrad", () => [type("T", FLOAT), bool("use_locking", false), bool("update_slots", true)]);
const ADAM = attributes("adam", () => [type("T", FLOAT), bool("use_locking", false), bool("use_nesterov", false)]);

register<"weight" | "gradient">("DescentUpdate", ({ weight, gradient }, { lr }, backend) => {
  update(backend, [weight], gradient, ([w], g) => {
    const inputs = [w!, scalar(backend, lr as number), g];
    backend.binding.execute("ResourceApplyGradientDescent", PLAIN, inputs, 0);
  });
  return [];
});

register<"weight" | "velocity" | "gradient">(
  "MomentumUpdate",
  ({ weight, velocity, gradient }, { lr, momentum, nesterov }, backend) => {
    const list = attributes(`momentum ${nesterov}`, () => [
      type("T", FLOAT),
      bool("use_locking", false),
      bool("use_nesterov", nesterov as boolean),
    ]);
    update(backend, [weight, velocity], gradient, ([w, v], g) => {
      const [rate, share] = [scalar(backend, lr as number), scalar(backend, momentum as number)];
      backend.binding.execute("ResourceApplyMomentum", list, [w!, v!, rate, g, share], 0);
    });
    return [];
  },
);

/** Adam and its like: TensorFlow takes the numbers as tensors, so that it does not matter who knows them. */
function byMoments(
  kernelName: string,
  operation: string,
  list: readonly Attribute[],
  remembered: readonly ("first" | "second" | "largest")[],
): void {
  const kernel: NativeKernel<"weight" | "first" | "second" | "largest" | "gradient" | "lr" | "epsilon"> = (
    { weight, gradient, lr, epsilon, ...slots },
    { beta1, beta2, keep, ...known },
    backend,
  ) => {
    update(backend, [weight, ...remembered.map((slot) => slots[slot])], gradient, ([w, ...held], g) => {
      if (keep !== 1) shrink(backend, w!, keep as number);
      const [zero, ...betas] = [0, beta1, beta2].map((value) => scalar(backend, value as number));
      const [rate, added] = [[lr, known.lr], [epsilon, known.epsilon]].map(([tensor, value]) =>
        tensor ? idOf(backend, tensor as tf.TensorInfo) : scalar(backend, value as number)
      );
      // The powers of the betas are 0: the corrections for the first steps are in lr and epsilon already.
      backend.binding.execute(operation, list, [w!, ...held, zero!, zero!, rate!, ...betas, added!, g], 0);
    });
    return [];
  };
  for (const name of [kernelName, `${kernelName}ByScalars`]) register(name, kernel);
}
byMoments("AdamUpdate", "ResourceApplyAdam", ADAM, ["first", "second"]);
byMoments("AmsgradUpdate", "ResourceApplyAdamWithAmsgrad", PLAIN, ["first", "second", "largest"]);

register<"weight" | "sum" | "gradient">(
  "AdagradUpdate",
  ({ weight, sum, gradient }, { lr, epsilon, decay }, backend) => {
    update(backend, [weight, sum], gradient, ([w, s], g) => {
      const numbers = [lr, epsilon].map((value) => scalar(backend, value as number));
      sloped(backend, w!, g, decay as number, (slope) => {
        backend.binding.execute("ResourceApplyAdagradV2", ADAGRAD, [w!, s!, ...numbers, slope], 0);
      });
    });
    return [];
  },
);

register<"weight" | "square" | "moved" | "gradient">(
  "AdadeltaUpdate",
  ({ weight, square, moved, gradient }, { lr, rho, epsilon, decay }, backend) => {
    update(backend, [weight, square, moved], gradient, ([w, s, u], g) => {
      const numbers = [lr, rho, epsilon].map((value) => scalar(backend, value as number));
      sloped(backend, w!, g, decay as number, (slope) => {
        backend.binding.execute("ResourceApplyAdadelta", PLAIN, [w!, s!, u!, ...numbers, slope], 0);
      });
    });
    return [];
  },
);

register<"weight" | "before" | "keep">("TakeBackUpdate", ({ weight, before, keep }, _, backend) => {
  const { binding } = backend;
  // What has no variable was not changed in place; to make one for what is assigned to would keep a step from being compiled.
  if (!variables.has(weight.dataId)) return [];
  // By a scalar, Select hands on one of the two as it is: nothing is copied.
  const chosen = binding.execute("Select", ON_FLOATS, [keep, weight, before].map((it) => idOf(backend, it)), 1)[0]!;
  try {
    update(backend, [weight], before, ([w]) => {
      binding.execute("AssignVariableOp", ON_FLOAT_VARIABLE, [w!, chosen], 0);
    });
  } finally {
    binding.deleteTensor(chosen);
  }
  return [];
});

/** Hands on a gradient with a share of the weight added to it. */
function sloped(
  backend: NativeBackend,
  variable: number,
  gradient: number,
  decay: number,
  apply: (slope: number) => void,
): void {
  if (decay === 0) return apply(gradient);
  const { binding } = backend, held = run(backend, "ReadVariableOp", ON_FLOAT_VARIABLE, variable);
  const added = run(backend, "Mul", ON_FLOATS, held, scalar(backend, decay));
  binding.deleteTensor(held);
  const slope = run(backend, "AddV2", ON_FLOATS, gradient, added);
  binding.deleteTensor(added);
  apply(slope);
  binding.deleteTensor(slope);
}

/** Takes a variable times a number. */
function shrink(backend: NativeBackend, variable: number, keep: number): void {
  const { binding } = backend;
  const held = run(backend, "ReadVariableOp", ON_FLOAT_VARIABLE, variable);
  const kept = run(backend, "Mul", ON_FLOATS, held, scalar(backend, keep));
  binding.deleteTensor(held);
  binding.execute("AssignVariableOp", ON_FLOAT_VARIABLE, [variable, kept], 0);
  binding.deleteTensor(kept);
}

const variables = new WeakMap<object, number>();
let made = 0;

/** Lets `apply` change tensors in place; it is given the variables that hold them, and the gradient's number. */
function update(
  backend: NativeBackend,
  tensors: readonly tf.TensorInfo[],
  gradient: tf.TensorInfo,
  apply: (variables: readonly number[], gradient: number) => void,
): void {
  const { binding, tensorMap } = backend;
  trimConstants(backend);
  for (const tensor of tensors) separate(backend, tensor);
  const held = tensors.map((tensor) => variableOf(backend, tensor));
  // A handle of its own, as the gradient may be one of the tensors whose views go now.
  const moving = binding.shareTensor(idOf(backend, gradient));
  for (const { dataId } of tensors) binding.deleteTensor(tensorMap.get(dataId).id);
  try {
    apply(held, moving);
  } finally {
    binding.deleteTensor(moving);
    for (const [i, { dataId }] of tensors.entries()) {
      tensorMap.get(dataId).id = binding.execute("ReadVariableOp", ON_FLOAT_VARIABLE, [held[i]!], 1)[0]!;
    }
  }
}

/** Clones of a weight have its data, and are not to move with it: the weight gets data of its own first. */
function separate(backend: NativeBackend, tensor: tf.TensorInfo): void {
  if (!(tensor instanceof tf.Variable) || backend.refCount(tensor.dataId) < 2) return;
  tf.tidy(() => tensor.assign(tf.add(tensor, 0)));
}

function variableOf(backend: NativeBackend, tensor: tf.TensorInfo): number {
  const { binding } = backend;
  let variable = variables.get(tensor.dataId);
  if (variable === undefined) {
    const list = [
      type("dtype", FLOAT),
      shape("shape", tensor.shape),
      text("shared_name", `raptor/${++made}`),
      text("container", ""),
    ];
    variable = binding.execute("VarHandleOp", list, [], 1)[0]!;
    binding.execute("AssignVariableOp", ON_FLOAT_VARIABLE, [variable, idOf(backend, tensor)], 0);
    variables.set(tensor.dataId, variable);
  }
  return variable;
}

/** Ends the variables of tensors together with them: call once for a backend. */
export function releaseResources(backend: NativeBackend): void {
  const { binding } = backend;
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const gone = disposeData(dataId, force);
    const variable = gone ? variables.get(dataId) : undefined;
    if (variable !== undefined) {
      variables.delete(dataId);
      binding.execute("DestroyResourceOp", IGNORE_LOST, [variable], 0);
      binding.deleteTensor(variable);
    }
    return gone;
  };
}
