import { assertEquals, assertRejects } from "@std/assert";
import { checkWheel, libraryWheel } from "../../../../src/engines/native/library/library_wheel.ts";

Deno.test("libraryWheel() pins what is known, and asks for a wheel that each machine has", () => {
  const brief = (os: string, arch: string, gpu = false) => {
    const { requirement, target, sha256 } = libraryWheel({ os, arch, gpu });
    return [requirement, target.at(-1), sha256 !== undefined];
  };
  assertEquals(brief("linux", "x86_64"), ["tensorflow-cpu==2.21.0", "manylinux_2_27_x86_64", true]);
  assertEquals(brief("linux", "x86_64", true), ["tensorflow==2.21.0", "manylinux_2_27_x86_64", false]);
  assertEquals(brief("linux", "aarch64"), ["tensorflow==2.21.0", "manylinux_2_27_aarch64", false]);
  assertEquals(brief("darwin", "aarch64"), ["tensorflow==2.21.0", "macosx_12_0_arm64", false]);
  assertEquals(brief("windows", "x86_64"), ["tensorflow-cpu==2.21.0", undefined, false]);
});

Deno.test("checkWheel() tells the sum, and refuses any other than the one that is known", async () => {
  const path = await Deno.makeTempFile({ suffix: ".whl" });
  await Deno.writeTextFile(path, "abc");
  // FIPS 180-4, the first example.
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals([await checkWheel(path, undefined), await checkWheel(path, abc.toUpperCase())], [abc, abc]);
  await assertRejects(() => checkWheel(path, abc.replace("b", "c")), Error, `must be ca78${abc.slice(4)}: got ${abc}`);
  await Deno.remove(path);
});
