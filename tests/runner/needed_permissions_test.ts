import { assertEquals } from "@std/assert";
import { cpu, mlp, runner, tf } from "../../mod.ts";

Deno.test("permissions() names the file that a model begins with, or the host and folder of one from the network", () => {
  const flags = (weights: string) => runner().model(mlp({ sizes: [1, 1], weights })).engine(cpu()).permissions();
  assertEquals(flags("a.pt"), ["--allow-read=a.pt"]);
  assertEquals(flags("https://example.org:8443/r/a.pt"), [
    "--allow-read=data/weights",
    "--allow-write=data/weights",
    "--allow-net=example.org:8443",
  ]);
});

Deno.test("permissions() gives back the model that it has a function make", () => {
  const before = tf.memory().numTensors, make = () => mlp({ sizes: [1, 1], weights: "a.pt" });
  assertEquals(runner().model(make).engine(cpu()).permissions(), ["--allow-read=a.pt"]);
  assertEquals(tf.memory().numTensors, before);
});
