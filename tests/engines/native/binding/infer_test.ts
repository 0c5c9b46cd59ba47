import { assertEquals } from "@std/assert";
import { attributeTypes } from "../../../../src/engines/native/binding/attributes.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import { native } from "../../../../src/engines/native.ts";
import { tf } from "../../../../src/tf.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();
const [FLOAT, INT] = [1, 3];
const type = (name: string, value: number) => ({ name, type: attributeTypes.TF_ATTR_TYPE, value });
const binding = async () => {
  await native().open();
  return (tf.backend() as unknown as NativeBackend).binding;
};

Deno.test({
  name: "infer() tells types and shapes, by values of inputs too",
  ...needed,
  async fn() {
    const { infer } = await binding();
    const [left, right] = [{ dtype: FLOAT, shape: [2, 1] }, { dtype: FLOAT, shape: [3] }];
    assertEquals(infer("Mul", [type("T", FLOAT)], [left, right], 1), [{ dtype: FLOAT, shape: [2, 3] }]);
    const shape = { dtype: INT, shape: [2], values: [1, 2] };
    const attributes = [type("T", FLOAT), type("Tshape", INT)];
    assertEquals(infer("Reshape", attributes, [left, shape], 1), [{ dtype: FLOAT, shape: [1, 2] }]);
  },
});

Deno.test({
  name: "infer() leaves out a shape that depends on values, and refuses what TensorFlow refuses",
  ...needed,
  async fn() {
    const { infer } = await binding();
    const found = { dtype: FLOAT, shape: [2, 2] };
    assertEquals(infer("Where", [type("T", FLOAT)], [found], 1), [{ dtype: 9 }]);
    assertEquals(infer("Mul", [type("T", FLOAT)], [found, { dtype: FLOAT, shape: [3] }], 1), undefined);
    assertEquals(infer("NoSuchOperation", [], [found], 1), undefined);
  },
});
