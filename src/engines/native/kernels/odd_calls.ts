/** What tfjs allows, or refuses, and TensorFlow does otherwise: draws by any seed, places as a plain list, sums of products that are none. */
import { repairPermutations } from "../../../tensors/repairs/axes.ts";
import { replaceKernel, type Replacement, tensorOf } from "../../../tensors/repairs/replace_kernel.ts";
import { tf } from "../../../tf.ts";
import { attributes, type } from "../binding/attributes.ts";
import { FLOAT, INT } from "../binding/dtypes.ts";
import { BACKEND } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant } from "./constants.ts";
import { register, run } from "./kernel.ts";

const DRAW = attributes("draw", () => [type("T", FLOAT), type("Tseed", INT), type("output_dtype", INT)]);

/** Draws by any number, whose bits are the seed: the same ones each time, which an operation with a state does not. */
register<"logits">("Multinomial", ({ logits }, { numSamples, seed, normalized }, backend) => {
  const draw = (scores: tf.TensorInfo) => {
    const count = constant(backend, `n${numSamples}`, INT, [], [numSamples as number]);
    const bits = backend.binding.createTensor([2], INT, new Int32Array(Float64Array.of(seed as number).buffer));
    const id = run(backend, "StatelessMultinomial", DRAW, idOf(backend, scores), count, bits);
    backend.binding.deleteTensor(bits);
    return output(backend, id, [scores.shape[0]!, numSamples as number], "int32");
  };
  if (normalized !== true) return draw(logits);
  return tf.tidy(() => tensorOf(draw(tf.log(logits as tf.Tensor))));
});

/** A list of places along the first axis is one of places with one number each. */
const places: Replacement = (shipped) => (given) => {
  const indices = given.inputs.indices as tf.Tensor;
  if (indices.shape.length !== 1) return shipped(given);
  return tf.tidy(() => {
    const inputs = { ...given.inputs, indices: tf.reshape(indices, [-1, 1]) };
    return tensorOf(shipped({ ...given, inputs }));
  });
};
replaceKernel("ScatterNd", BACKEND, places);

/** TensorFlow makes something of equations that tfjs has no meaning for. */
const checked: Replacement = (shipped) => (given) => {
  const tensors = Object.values(given.inputs) as tf.Tensor[];
  const { decodeEinsumEquation, checkEinsumDimSizes } = tf.backend_util;
  const { equation } = given.attrs as unknown as { readonly equation: string };
  const { allDims, idDims } = decodeEinsumEquation(equation, tensors.length);
  checkEinsumDimSizes(allDims.length, idDims, tensors);
  return shipped(given);
};
replaceKernel("Einsum", BACKEND, checked);

repairPermutations(BACKEND);
