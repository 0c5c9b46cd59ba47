import { assertEquals, assertThrows } from "@std/assert";
import { permissionFlags } from "../../src/runner/permissions.ts";
import { deno } from "../program.ts";

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
