import { assert, assertEquals } from "@std/assert";
import { findLibtensorflow } from "../../../../src/engines/native/library/find_library.ts";
import { constantSegments } from "../../../../src/engines/native/library/release_pages.ts";
import { native } from "../../../../src/engines/native.ts";
import { tf } from "../../../../src/tf.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

Deno.test("constantSegments() names whole pages of what is loaded and not written to", async () => {
  const [headers, entry] = [3, 56];
  const bytes = new Uint8Array(64 + headers * entry), view = new DataView(bytes.buffer);
  view.setBigUint64(0x20, 64n, true);
  view.setUint16(0x36, entry, true);
  view.setUint16(0x38, headers, true);
  // Readable and executable from 0x1234 on; writable; not loaded.
  for (
    const [i, [type, flags, from, length]] of [[1, 5, 0x1234, 0x5000], [1, 6, 0x9000, 0x9000], [2, 4, 0, 0x9000]]
      .entries()
  ) {
    const at = 64 + i * entry;
    view.setUint32(at, type!, true);
    view.setUint32(at + 4, flags!, true);
    view.setBigUint64(at + 0x10, BigInt(from!), true);
    view.setBigUint64(at + 0x28, BigInt(length!), true);
  }
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, bytes);
  assertEquals(await constantSegments(path), [{ start: 0x2000n, length: 0x4000n }]);
  await Deno.remove(path);
});

Deno.test({
  name: "pageReleaser() leaves a library that computes, a quarter of it in memory at most",
  ...needed,
  ignore: needed.ignore || Deno.build.os !== "linux",
  async fn() {
    await native().open();
    assertEquals(tf.tidy(() => tf.add(tf.scalar(1), 2).dataSync()[0]), 3);
    const segments = await constantSegments(findLibtensorflow()!.main);
    const all = segments.reduce((sum, { length }) => sum + Number(length), 0) / 2 ** 20;
    assert(resident("libtensorflow_cc") < 0.25 * all, `${resident("libtensorflow_cc")} of ${all} MB are resident`);
  },
});

Deno.test({
  name: "native() gives back the pages that compiling a step has touched",
  ...needed,
  ignore: needed.ignore || Deno.build.os !== "linux",
  async fn() {
    const { compile } = await native().open();
    const square = compile!((x: tf.Tensor2D) => tf.tidy(() => tf.matMul(x, x)));
    const x = tf.ones([4, 4]) as tf.Tensor2D, y = square(x);
    // Without that it is more than 50.
    const now = resident("libtensorflow");
    assert(now < 25, `${now} MB are resident`);
    assertEquals(y.dataSync()[0], 4);
    tf.dispose([x, y]);
  },
});

/** Megabytes of a library's constant parts that are in memory. */
function resident(library: string): number {
  const parts = Deno.readTextFileSync("/proc/self/smaps").split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const constant = parts.filter((part) => part.includes(library) && /^\S+ r-/.test(part));
  return constant.reduce((sum, part) => sum + Number(/^Rss:\s+(\d+)/m.exec(part)![1]) / 1024, 0);
}
