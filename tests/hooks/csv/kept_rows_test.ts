import { assertEquals } from "@std/assert";
import { keptRows } from "../../../src/hooks/csv/kept_rows.ts";

Deno.test("keptRows() reads names in quotes, and nothing of what is no such table", async () => {
  const file = await Deno.makeTempFile(), none = { columns: [], rows: [], dropped: 0 };
  const of = (text: string) => (Deno.writeTextFileSync(file, text), keptRows(file, ["task", "step"], 5));
  assertEquals(of('task,step,"a,""b""",c\ntrain,5,1,\ntrain,6,,2\n'), {
    ...{ columns: ['a,"b"', "c"], rows: [["train", "5", "1", ""]], dropped: 1 },
  });
  for (const text of ["", "kind,step\n", "\0\x01"]) assertEquals(of(text), none);
  assertEquals(keptRows(`${file}.none`, ["task"], 1), none);
  await Deno.remove(file);
});

Deno.test("keptRows() loses no row to one that was cut short, nor to a name of two lines", async () => {
  const file = await Deno.makeTempFile();
  const of = (text: string) => (Deno.writeTextFileSync(file, text), keptRows(file, ["task", "step"], 5));
  // As Python's csv writes and reads it; the run was killed at each of the places of its last row.
  const head = 'task,step,"a\nb"\r\n', rows = [["train", "1", "0.5"], ["a\n,b", "2", ""]];
  const text = `${head}train,1,0.5\n"a\n,b",2,\n`;
  assertEquals(of(text), { columns: ["a\nb"], rows, dropped: 0 });
  for (const last of ["t", "train", "train,3", "train,3,", "train,3,0.2", 'train,3,"x', "\0\0"]) {
    assertEquals(of(text + last), { columns: ["a\nb"], rows, dropped: 1 }, last);
  }
  assertEquals(of(`${text}train,3\ntrain,4,1\n`), {
    ...{ columns: ["a\nb"], rows: [...rows, ["train", "4", "1"]], dropped: 1 },
  });
  await Deno.remove(file);
});
