import { assertEquals } from "@std/assert";
import { keptRows } from "../../../src/hooks/csv/kept_rows.ts";

Deno.test("keptRows() reads names in quotes, and nothing of what is no such table", async () => {
  const file = await Deno.makeTempFile(), none = { columns: [], rows: [], dropped: 0 };
  const of = (text: string) => (Deno.writeTextFileSync(file, text), keptRows(file, ["task", "step"], 5));
  assertEquals(of('task,step,"a,""b""",c\ntrain,5,1,\ntrain,6,,2\n'), {
    ...{ columns: ['a,"b"', "c"], rows: [["train", "5", "1", ""]], dropped: 1 },
  });
  for (const text of ["", "kind,step\n", "task,step,a\ntrain,1\n", "\0\x01"]) assertEquals(of(text), none);
  assertEquals(keptRows(`${file}.none`, ["task"], 1), none);
  await Deno.remove(file);
});
