/** The rectifier's gradient as one operation. */
import { idOf, output, register, run } from "../backend.ts";
import { ON_FLOATS } from "./attributes.ts";

register<"dy" | "y">("ReluGrad", ({ dy, y }, _, backend) => [
  output(backend, run(backend, "ReluGrad", ON_FLOATS, idOf(backend, dy), idOf(backend, y)), dy.shape),
]);
