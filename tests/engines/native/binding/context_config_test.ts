import { assertEquals } from "@std/assert";
import { findLibtensorflow } from "../../../../src/engines/native/library/find_library.ts";
import { needLibrary } from "../need_library.ts";
import { contextConfig } from "../../../../src/engines/native/binding/context_config.ts";

/** Fields by their numbers: whole numbers as they are, all else as bytes. */
function decode(bytes: Uint8Array): Record<number, number | Uint8Array> {
  const fields: Record<number, number | Uint8Array> = {};
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint(), value = varint();
    fields[tag >> 3] = (tag & 7) === 0 ? value : bytes.slice(at, at += value);
  }
  return fields;
}

const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array);

Deno.test("contextConfig() lets memory grow on the first card, or on the one that is named", () => {
  for (const [gpu, visible] of [[undefined, "0"], [true, "0"], [0, "0"], [3, "3"]] as const) {
    const config = decode(contextConfig({ gpu }));
    const { 4: allowGrowth, 5: devices, ...rest } = decode(config[6] as Uint8Array);
    assertEquals([Object.keys(config), allowGrowth, text(devices), rest], [["6", "7"], 1, visible, {}]);
  }
});

Deno.test("contextConfig() counts no GPU where none is wanted, and says nothing more of it", () => {
  const config = decode(contextConfig({ gpu: false }));
  const { 1: key, 2: value } = decode(config[1] as Uint8Array);
  assertEquals([Object.keys(config), text(key), value], [["1", "7"], "GPU", 0]);
});

Deno.test({
  name: "contextConfig() writes the fields by the numbers that libtensorflow's own description has",
  ...await needLibrary(),
  async fn() {
    const library = new TextDecoder("latin1").decode(await Deno.readFile(findLibtensorflow()!.framework!));
    // A field of a FileDescriptorProto: its name, then its number.
    const described = (name: string, number: number) =>
      library.includes(`\x0a${String.fromCharCode(name.length)}${name}\x18${String.fromCharCode(number)}\x20`);
    const fields = { intra_op_parallelism_threads: 2, inter_op_parallelism_threads: 5, gpu_options: 6 };
    const more = { device_count: 1, allow_soft_placement: 7, allow_growth: 4, visible_device_list: 5 };
    for (const [name, number] of Object.entries({ ...fields, ...more })) {
      assertEquals([name, described(name, number), described(name, 9)], [name, true, false]);
    }
  },
});

Deno.test("contextConfig() gives the threads within operations and beside each other, and soft placement", () => {
  const config = decode(contextConfig({ threads: 300, gpu: false }));
  assertEquals([config[2], config[5], config[7]], [300, 300, 1]);
  const apart = decode(contextConfig({ threads: 1, atOnce: 2, gpu: false }));
  assertEquals([apart[2], apart[5]], [1, 2]);
  const several = decode(contextConfig({ atOnce: 4, gpu: false }));
  assertEquals([several[2], several[5]], [undefined, 4]);
});
