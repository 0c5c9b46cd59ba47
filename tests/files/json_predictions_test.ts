import { assertEquals, assertRejects } from "@std/assert";
import { readRows, writeRows } from "../../src/files/json_predictions.ts";

const path = await Deno.makeTempFile({ suffix: ".jsonl" });
globalThis.addEventListener("unload", () => Deno.removeSync(path));

Deno.test("writeRows() writes whole float32 numbers with a point, and integers without", async () => {
  await writeRows(path, [{
    prediction: { dtype: "float32", shape: [1, 2], data: Float32Array.of(2, 2 ** 80) },
    target: { dtype: "int32", shape: [1], data: Int32Array.of(2) },
  }]);
  assertEquals(await Deno.readTextFile(path), '{"batch":1,"prediction":[2.0,1.2089258196146292e+24],"target":2}\n');
});

Deno.test("readRows() refuses rows that are not alike, and names the line", async () => {
  const refused = async (text: string) => {
    await Deno.writeTextFile(path, text);
    return (await assertRejects(() => readRows(path), SyntaxError)).message.slice(
      `Cannot read predictions from ${path} as `.length,
    );
  };
  const each = "each line must be a sample of a batch: got ";
  assertEquals(
    await refused('{"batch":1,"prediction":[1.0]}\n{"batch":1}\n'),
    `${each}another prediction than before in line 2.`,
  );
  assertEquals(
    await refused('{"batch":1,"a":1}\n{"batch":1,"a":1,"b":2}\n'),
    `${each}another b than before in line 2.`,
  );
  assertEquals(await refused("[1]\n"), `${each}no batch in line 1.`);
  assertEquals((await refused('{"batch":1')).startsWith(each), true);
  assertEquals(
    await refused('{"batch":1,"a":[1,2]}\n{"batch":1,"a":[1]}\n'),
    "the rows of a batch must be alike: got others in a.",
  );
});
