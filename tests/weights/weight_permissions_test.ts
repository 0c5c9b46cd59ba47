import { assertEquals } from "@std/assert";
import { weightPermissions } from "../../src/weights/weight_permissions.ts";

Deno.test("weightPermissions() names files to read, and host and folder of what is fetched", () => {
  assertEquals(weightPermissions([]), []);
  assertEquals(weightPermissions([{ from: new URL("file:///w/a.pt") }, { from: "http://localhost:8000/b.pt" }]), [
    { name: "read", path: "/w/a.pt" },
    { name: "read", path: "data/weights" },
    { name: "write", path: "data/weights" },
    { name: "net", host: "localhost:8000" },
  ]);
});
