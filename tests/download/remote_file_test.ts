import { assertEquals, assertThrows } from "@std/assert";
import { hostsOf, nameOf } from "../../src/download/remote_file.ts";

Deno.test("nameOf() is the last part of an address, and refuses what is no name", () => {
  assertEquals(nameOf({ url: "https://example.org/a/b-1.0.tar.gz?x=/c#d" }), "b-1.0.tar.gz");
  for (const path of ["", "%2e%2e%2fa", "a%00b", "a%", ".."]) {
    assertThrows(() => nameOf({ url: `https://example.org/${path}` }), RangeError, "must be the name of a file: got");
  }
});

Deno.test("hostsOf() knows to whom some hosts hand files on, and believes who says otherwise", () => {
  assertEquals(hostsOf([{ url: "https://github.com/a/b" }]).length, 4);
  assertEquals(hostsOf([{ url: "https://github.com/a/b", redirects: [] }]), ["github.com"]);
  assertEquals(hostsOf([{ url: "https://huggingface.co/a" }, { url: "https://huggingface.co/b" }]).length, 10);
  assertEquals(hostsOf([{ url: "http://example.org:8080/a" }]), ["example.org:8080"]);
});
