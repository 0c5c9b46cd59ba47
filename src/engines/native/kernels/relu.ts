/** The rectifier's gradient as one operation. */
import { ON_FLOATS } from "../binding/attributes.ts";
import { idOf, output } from "../binding/tensors.ts";
import { register, run } from "./kernel.ts";

register<"dy" | "y">("ReluGrad", ({ dy, y }, _, backend) => [
  output(backend, run(backend, "ReluGrad", ON_FLOATS, idOf(backend, dy), idOf(backend, y)), dy.shape),
]);
