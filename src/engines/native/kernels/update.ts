/**
 * The updates of weights, truly in place. A weight that is updated lives in a variable of TensorFlow; tfjs sees its
 * newest value, which shares the variable's memory. Before an update that view is given up: TensorFlow copies a
 * variable that someone else can see.
 */
import type { tf } from "../../../tf.ts";
import { idOf, type NativeBackend, register, scalar, trimConstants } from "../backend.ts";
import type { Attribute } from "../attributes.ts";
import { attributes, bool, FLOAT, shape, text, type } from "./attributes.ts";

const ON_FLOAT_VARIABLE: readonly Attribute[] = Object.freeze([type("dtype", FLOAT)]);
const IGNORE_LOST: readonly Attribute[] = Object.freeze([bool("ignore_lookup_error", true)]);
const DESCENT = attributes("descent", () => [type("T", FLOAT), bool("use_locking", false)]);
const ADAM = attributes("adam", () => [type("T", FLOAT), bool("use_locking", false), bool("use_nesterov", false)]);

register<"weight" | "gradient">("DescentUpdate", ({ weight, gradient }, { lr }, backend) => {
  update(backend, [weight], ([w]) => {
    const inputs = [w!, scalar(backend, lr as number), idOf(backend, gradient)];
    backend.binding.execute("ResourceApplyGradientDescent", DESCENT, inputs, 0);
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
    update(backend, [weight, velocity], ([w, v]) => {
      const [rate, share] = [scalar(backend, lr as number), scalar(backend, momentum as number)];
      backend.binding.execute("ResourceApplyMomentum", list, [w!, v!, rate, idOf(backend, gradient), share], 0);
    });
    return [];
  },
);

register<"weight" | "first" | "second" | "gradient">(
  "AdamUpdate",
  ({ weight, first, second, gradient }, { lr, beta1, beta2, epsilon }, backend) => {
    update(backend, [weight, first, second], ([w, m, v]) => {
      // The powers of the betas are 0: the corrections for the first steps are in lr and epsilon already.
      const numbers = [0, 0, lr, beta1, beta2, epsilon].map((value) => scalar(backend, value as number));
      backend.binding.execute("ResourceApplyAdam", ADAM, [w!, m!, v!, ...numbers, idOf(backend, gradient)], 0);
    });
    return [];
  },
);

const variables = new WeakMap<object, number>();
let made = 0;

/** Lets `apply` change tensors in place; it is given the variables that hold them. */
function update(
  backend: NativeBackend,
  tensors: readonly tf.TensorInfo[],
  apply: (variables: readonly number[]) => void,
): void {
  const { binding, tensorMap } = backend;
  trimConstants(backend);
  const held = tensors.map((tensor) => variableOf(backend, tensor));
  for (const { dataId } of tensors) binding.deleteTensor(tensorMap.get(dataId).id);
  try {
    apply(held);
  } finally {
    for (const [i, { dataId }] of tensors.entries()) {
      tensorMap.get(dataId).id = binding.execute("ReadVariableOp", ON_FLOAT_VARIABLE, [held[i]!], 1)[0]!;
    }
  }
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
