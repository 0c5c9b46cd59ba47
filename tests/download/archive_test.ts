import { assertEquals } from "@std/assert";
import { archivePermissions, fileNameOf, unpackedOf } from "../../src/download/archive.ts";

const checksum = { algorithm: "md5", digits: "" } as const;
const archive = { url: "https://example.org:8080/a/b.tar.gz?version=2", bytes: 1, checksum, folder: "b" };

Deno.test("fileNameOf() is the last part of the path, without the query", () => {
  assertEquals(fileNameOf(archive), "b.tar.gz");
});

Deno.test("archivePermissions() names the port where it is an unusual one", () => {
  assertEquals(archivePermissions(archive, "data"), [
    { name: "read", path: "data" },
    { name: "write", path: "data" },
    { name: "net", host: "example.org:8080" },
  ]);
});

Deno.test("unpackedOf() is 32 times the packed size unless the archive says otherwise", () => {
  assertEquals(unpackedOf({ ...archive, bytes: 1e6 }), 32e6);
  assertEquals(unpackedOf(archive), 1e6);
  assertEquals(unpackedOf({ ...archive, unpacked: 5 }), 5);
});
