import { assertEquals } from "@std/assert";

Deno.test("appendWhole() takes back the beginning of what the disk does not take whole", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/a`;
  const url = new URL("../../src/files/append_whole.ts", import.meta.url);
  // A file of at most 1,024 bytes, as on a disk that is full: 10 records of 100 fit, and 24 bytes of the next one.
  const program = `import { appendWhole } from "${url}";
    let refused = 0;
    for (let k = 0; k < 12; k++) {
      try {
        appendWhole("${file}", new Uint8Array(100).fill(k));
      } catch {
        refused++;
      }
    }
    appendWhole("${file}", Uint8Array.of(99, 99));
    console.log(refused);`;
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", 'trap "" XFSZ; ulimit -f 1; exec "$0" eval "$1"', Deno.execPath(), program],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "2", new TextDecoder().decode(stderr));
  const expected = [...Array.from({ length: 1000 }, (_, place) => Math.floor(place / 100)), 99, 99];
  assertEquals(Array.from(await Deno.readFile(file)), expected);
  await Deno.remove(folder, { recursive: true });
});
