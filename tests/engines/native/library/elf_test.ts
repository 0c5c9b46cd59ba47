import { assertEquals, assertRejects } from "@std/assert";
import { checkElf } from "../../../../src/engines/native/library/elf.ts";

const linux = { ignore: Deno.build.os !== "linux" };
const MACHINES = { x86_64: 62, aarch64: 183 };
const OTHER = Deno.build.arch === "x86_64" ? "aarch64" : "x86_64";

/** A header of 64 bytes whose table of sections ends at `end`. */
function header(machine: number, end: number, bits = 2): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits]);
  const view = new DataView(bytes.buffer);
  view.setUint16(0x12, machine, true);
  view.setBigUint64(0x28, BigInt(end - 64), true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 1, true);
  return bytes;
}

async function judged(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".so" });
  await Deno.writeFile(path, bytes);
  try {
    await checkElf(path);
    return "fine";
  } catch (error) {
    return (error as Error).message.replace(path, "LIB");
  } finally {
    await Deno.remove(path);
  }
}

const HINT = "Delete it and install libtensorflow anew, or name another one by RAPTOR_LIBTENSORFLOW.";

Deno.test({
  name: "checkElf() takes a whole library of this machine",
  ...linux,
  fn: async () => assertEquals(await judged(header(MACHINES[Deno.build.arch], 64)), "fine"),
});

Deno.test({
  name: "checkElf() refuses a library that is cut short, with both sizes",
  ...linux,
  async fn() {
    assertEquals(
      await judged(header(MACHINES[Deno.build.arch], 4096)),
      `Cannot load LIB as it is cut short: got 64 bytes, and it should have 4096 or more\n${HINT}`,
    );
    assertEquals(
      await judged(header(62, 64).slice(0, 10)),
      `Cannot load LIB as it is cut short: got 10 bytes, and it should have 64 or more\n${HINT}`,
    );
  },
});

Deno.test({
  name: "checkElf() refuses a library for another machine",
  ...linux,
  async fn() {
    const got = `Cannot load LIB as this Deno runs on ${Deno.build.arch}: got a library for`;
    assertEquals(await judged(header(MACHINES[OTHER], 64)), `${got} ${OTHER}\n${HINT}`);
    assertEquals(await judged(header(3, 64, 1)), `${got} x86 of 32 bits\n${HINT}`);
  },
});

Deno.test({
  name: "checkElf() refuses what is no library",
  ...linux,
  async fn() {
    const html = new TextEncoder().encode("<html>not found</html>");
    assertEquals(
      await judged(html),
      `Cannot load LIB as it is no ELF library: got a file that begins with 3c 68 74 6d\n${HINT}`,
    );
    await assertRejects(() => checkElf("/no/such/library.so"), Deno.errors.NotFound);
  },
});
