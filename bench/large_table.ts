/**
 * A table that is larger than the memory it may take: writes a CSV of so many mebibytes, reads it, learns from it for some steps, and
 * tells the most memory that the process ever took (VmHWM of Linux). The file is removed afterwards.
 *
 *     deno run -A bench/large_table.ts [MEBIBYTES, default 1024]
 */
import { adamw, cpu, generator, runner, table, tabular } from "../mod.ts";

const most = Number(Deno.args[0] ?? 1024) * 2 ** 20,
  next = generator(0),
  file = await Deno.makeTempFile({ suffix: ".csv" });
const peak = async () => Number((await Deno.readTextFile("/proc/self/status")).match(/VmHWM:\s+(\d+) kB/)![1]) / 1024;
try {
  const bytes = new TextEncoder(), before = performance.now();
  using writing = await Deno.open(file, { write: true });
  let written = 0, rows = 0;
  const put = async (text: string) => {
    for (let rest = bytes.encode(text); rest.length > 0;) rest = rest.subarray(await writing.write(rest));
    written += text.length;
  };
  await put([...Array.from({ length: 30 }, (_, i) => `x${i}`), "place", "kind"].join() + "\n");
  while (written < most) {
    const lines: string[] = [];
    for (let i = 0; i < 1000; i++) {
      const x = Array.from({ length: 30 }, () => next().toFixed(6));
      lines.push(`${x.join()},"place ${Math.floor(next() * 50)}",${Number(x[0]) > 0.5 ? "large" : "small"}`);
    }
    rows += lines.length;
    await put(lines.join("\n") + "\n");
  }
  const wrote = performance.now(), idle = await peak();
  const data = await table({ file, target: "kind", memory: 64 * 2 ** 20, batchSize: 256 });
  const read = performance.now(), afterReading = await peak();
  await runner({ log: { write: () => {} } }).model(tabular({ ...data.sizes, hidden: [32] })).data({
    ...data,
    val: undefined as never,
  })
    .optimizer(adamw({ lr: 1e-3 })).engine(cpu()).train({ steps: 100 });
  await data.close!();
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  console.log(
    `${(written / 2 ** 20).toFixed(0)} MiB, ${rows} rows: written in ${seconds(before, wrote)} s, read in ${
      seconds(wrote, read)
    } s, ` +
      `100 steps in ${seconds(read, performance.now())} s; at most ${idle.toFixed(0)} MiB before reading, ` +
      `${afterReading.toFixed(0)} after it, ${(await peak()).toFixed(0)} at the end.`,
  );
} finally {
  await Deno.remove(file);
}
