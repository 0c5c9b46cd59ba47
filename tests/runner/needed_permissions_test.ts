import { assertEquals, assertThrows } from "@std/assert";
import { cpu, mlp, runner, tf } from "../../mod.ts";
import { permissionFlags, weightPermissions } from "../../src/runner/needed_permissions.ts";
import { deno } from "../program.ts";

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

Deno.test("weightPermissions() names files to read, and host and folder of what is fetched", () => {
  assertEquals(weightPermissions([]), []);
  assertEquals(weightPermissions([{ from: new URL("file:///w/a.pt") }, { from: "http://localhost:8000/b.pt" }]), [
    { name: "read", path: "/w/a.pt" },
    { name: "read", path: "data/weights" },
    { name: "write", path: "data/weights" },
    { name: "net", host: "localhost:8000" },
  ]);
});

Deno.test("permissionFlags() joins, sorts and leaves out doubles", () => {
  assertEquals(
    permissionFlags([
      { name: "read", path: "b" },
      { name: "net", host: "h:80" },
      { name: "read", path: "a" },
      { name: "read", path: "b" },
      { name: "env", variable: "HOME" },
      { name: "run", command: "pip" },
      { name: "sys", kind: "cpus" },
      { name: "ffi", path: "/l.so" },
      { name: "write", path: "w" },
    ]),
    [
      "--allow-read=a,b",
      "--allow-write=w",
      "--allow-net=h:80",
      "--allow-env=HOME",
      "--allow-sys=cpus",
      "--allow-run=pip",
      "--allow-ffi=/l.so",
    ],
  );
});

Deno.test("permissionFlags() grants a kind whole where one descriptor has no scope", () => {
  assertEquals(permissionFlags([{ name: "read", path: "a" }, { name: "read" }]), ["--allow-read"]);
  assertEquals(permissionFlags([]), []);
});

Deno.test("permissionFlags() refuses a path that Deno would take for two", async () => {
  const error = assertThrows(() => permissionFlags([{ name: "write", path: "x,/etc" }]), RangeError);
  assertEquals(
    error.message,
    'Cannot name a permission as --allow-write parts what it grants at commas: got "x,/etc". ' +
      "Take a path without a comma, such as a link to it.",
  );
  // Deno itself is asked: neither a comma nor two of them let one be.
  const state = `const { state } = await Deno.permissions.query({ name: "read", path: "/etc" }); console.log(state);`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, state);
  const said = await deno(["run", "--quiet", "--no-prompt", "--allow-read=x,/etc", file]);
  assertEquals(said.stdout, "granted\n");
  await Deno.remove(file);
});

Deno.test("permissionFlags() names a file's URL by its path", () => {
  assertEquals(permissionFlags([{ name: "read", path: new URL("file:///a%20b") }]), ["--allow-read=/a b"]);
});
