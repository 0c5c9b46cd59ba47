import { assertEquals } from "@std/assert";

// A signal is heard some time after it was sent; one that ends the process needs no longer than that.
const script = (body: string) => `
  import { interrupt } from ${JSON.stringify(import.meta.resolve("../../src/hooks/interrupt.ts"))};
  const hook = interrupt();
  const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1 };
  const start = { type: "start", task: "train", model: "m", dataset: "d", parameters: 1, seed: 0, step: 0, recent: {}, engine: {} };
  const step = { type: "step", ...at, time: 0, dataTime: 0, lr: 0, size: 1 };
  const sent = async (name = "SIGINT") => { Deno.kill(Deno.pid, name); await new Promise((go) => setTimeout(go, 60_000)); };
  const heard = async (name = "SIGINT") => {
    const { promise, resolve } = Promise.withResolvers();
    Deno.addSignalListener(name, resolve);
    Deno.kill(Deno.pid, name);
    await promise;
    Deno.removeSignalListener(name, resolve);
  };
  await hook(start);
  ${body}`;

async function outcome(body: string): Promise<{ code: number; stdout: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", script(body)], stderr: "null" })
    .output();
  return { code, stdout: new TextDecoder().decode(stdout).trim() };
}

Deno.test("interrupt() answers a stop after the first SIGINT", async () => {
  const body =
    `console.log(JSON.stringify([await hook(step)])); await heard(); console.log(JSON.stringify(await hook(step)));`;
  assertEquals(await outcome(body), { code: 0, stdout: `[null]\n{"stop":"interrupted"}` });
});

Deno.test("interrupt() ends the process at once after the second SIGINT, with exit code 130", async () => {
  assertEquals(await outcome(`await heard(); await sent(); console.log("still here");`), { code: 130, stdout: "" });
});

for (const type of ["end", "error"]) {
  Deno.test(`interrupt() no longer listens after ${type}`, async () => {
    const body = `await hook({ type: "${type}" }); console.log("before"); await sent(); console.log("still here");`;
    const { stdout } = await outcome(body);
    assertEquals(stdout, "before");
  });
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test(`interrupt() ends a run on ${signal} with exit code ${code}`, async () => {
    const body = `await heard("${signal}"); const { stop } = await hook(step);
      await hook({ type: "end", ...at, stopped: stop }); console.log(stop);`;
    assertEquals(await outcome(body), { code, stdout: "interrupted" });
    assertEquals(await outcome(`await heard(); await sent("${signal}"); console.log("still here");`), {
      code,
      stdout: "",
    });
  });
}

Deno.test("interrupt() leaves the exit code of a run that ran its course", async () => {
  const body = `await heard(); await hook({ type: "end", ...at, stopped: undefined }); console.log("done");`;
  assertEquals(await outcome(body), { code: 0, stdout: "done" });
});
