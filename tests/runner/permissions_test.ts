import { assertEquals } from "@std/assert";
import { permissionFlags } from "../../src/runner/permissions.ts";

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
