import { assertEquals } from "@std/assert";
import { verify } from "../../src/download/verify.ts";
import { scratch } from "./archive_server.ts";

// The checksums of "abc" in RFC 1321 and FIPS 180-4.
const md5 = "900150983cd24fb0d6963f7d28e17f72";
const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Deno.test("verify() knows md5 and sha256, and tells the checksum that a wrong file has", async () => {
  await using dir = await scratch();
  const path = `${dir.path}/abc`;
  await Deno.writeTextFile(path, "abc");
  using file = await Deno.open(path);
  const judge = (algorithm: "md5" | "sha256", digits: string) => verify(file, { checksum: { algorithm, digits } });
  assertEquals(await judge("md5", md5.toUpperCase()), undefined);
  assertEquals(await judge("sha256", sha256), undefined);
  const other = md5.replace("9", "8");
  assertEquals(await judge("md5", other), { rule: `md5 must be ${other}`, got: md5 });
});
