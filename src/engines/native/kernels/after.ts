/** A tensor that is not to be used before another one is there, for which a compiled step would not wait. */
import { attributes, type } from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import { idOf, output } from "../binding/tensors.ts";
import { register } from "./kernel.ts";

register<"x" | "later">("After", ({ x, later }, _, backend) => {
  const dtype = backend.tensorMap.get(x.dataId).dtype;
  const both = attributes(`after ${dtype}`, () => [type("T", [dtype, FLOAT])]);
  const [same, other] = backend.binding.execute("IdentityN", both, [idOf(backend, x), idOf(backend, later)], 2);
  backend.binding.deleteTensor(other!);
  return [output(backend, same!, x.shape, x.dtype as "float32")];
});
