/**
 * A repair of tfjs's layers: convolutions whose taps lie apart refuse to learn, or to take steps as well. They go by the convolutions that
 * layers of our own go by.
 */
import { tf } from "../../tf.ts";
import { convolved } from "../convolved.ts";

interface Convolution {
  readonly kernel: { read(): tf.Tensor };
  readonly bias?: { read(): tf.Tensor } | null;
  readonly activation?: { apply(x: tf.Tensor): tf.Tensor } | null;
  readonly strides: readonly number[];
  readonly dilationRate: number | readonly number[];
  readonly padding: "same" | "valid" | "causal";
  readonly dataFormat: "channelsFirst" | "channelsLast";
  invokeCallHook(inputs: unknown, kwargs: unknown): void;
}
type Call = (this: Convolution, inputs: tf.Tensor | readonly tf.Tensor[], kwargs: unknown) => tf.Tensor | tf.Tensor[];

const repaired = Symbol.for("raptor.dilatedLayers");

/** Repairs the layers `conv1d`, `conv2d` and `conv3d` of `tf.layers`; a second call does nothing. */
export function repairDilatedLayers(): void {
  for (const name of ["Conv1D", "Conv2D", "Conv3D"]) {
    const [layer] = tf.serialization.SerializationMap.getMap().classNameMap[name] as unknown as [
      { readonly prototype: { call: Call; [repaired]?: true } },
    ];
    const { prototype } = layer;
    if (prototype[repaired]) continue;
    const shipped = prototype.call;
    prototype[repaired] = true;
    prototype.call = function (inputs, kwargs) {
      const { strides, padding } = this, rates = [this.dilationRate].flat() as number[];
      const dilations = strides.map((_, i) => rates[i] ?? rates[0]!);
      if (padding === "causal" || dilations.every((gap) => gap === 1)) return shipped.call(this, inputs, kwargs);
      return tf.tidy(() => {
        this.invokeCallHook(inputs, kwargs);
        const given = [inputs].flat()[0] as tf.Tensor,
          kernel = this.kernel.read(),
          sides = strides.map((_, i) => i + 1);
        const isFirst = this.dataFormat === "channelsFirst", last = sides.length + 1;
        const x = isFirst ? tf.transpose(given, [0, ...sides.map((side) => side + 1), 1]) : given;
        const y = convolved(x, kernel, { strides, dilations, around: padding, groups: 1 });
        const moved = this.bias ? tf.add(y, this.bias.read()) : y;
        const back = isFirst ? tf.transpose(moved, [0, last, ...sides]) : moved;
        return this.activation ? this.activation.apply(back) : back;
      });
    };
  }
}
