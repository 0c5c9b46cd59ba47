import { assertEquals, assertThrows } from "@std/assert";
import { namePattern } from "../../src/options/name_pattern.ts";

const matches = (pattern: string, name: string) => namePattern("groups", pattern)(name);

Deno.test("namePattern() takes a name, and whole levels from its beginning", () => {
  assertEquals(matches("head/bias", "head/bias"), true);
  assertEquals(matches("head", "head/bias"), true);
  assertEquals(matches("head/", "head/bias"), true);
  assertEquals(matches("head", "head2/bias"), false);
  assertEquals(matches("bias", "head/bias"), false);
});

Deno.test("namePattern() lets * stand for any part of one level", () => {
  assertEquals(matches("layer*", "layer12/0/kernel"), true);
  assertEquals(matches("*/kernel", "head/kernel"), true);
  assertEquals(matches("*/kernel", "body/0/kernel"), false);
  assertEquals(matches("layer1/*/conv2", "layer1/0/conv2/kernel"), true);
});

Deno.test("namePattern() lets ** stand for any levels, none too", () => {
  assertEquals(matches("**/kernel", "kernel"), true);
  assertEquals(matches("**/kernel", "a/b/c/kernel"), true);
  assertEquals(matches("a/**/kernel", "a/kernel"), true);
  assertEquals(matches("a/**/kernel", "a/b/c/kernel"), true);
  assertEquals(matches("**/kernel", "a/kernels"), false);
  assertEquals(matches("**", "anything/at/all"), true);
});

Deno.test("namePattern() takes what means something to regular expressions as it is", () => {
  assertEquals(matches("a.b", "a.b/kernel"), true);
  assertEquals(matches("a.b", "axb/kernel"), false);
  assertEquals(matches("w(1)+", "w(1)+"), true);
});

Deno.test("namePattern() refuses what is no pattern", () => {
  const text =
    'Cannot make groups as a pattern of names must be a string such as "head" or "**/bias": got an empty one.';
  assertThrows(() => namePattern("groups", ""), TypeError, text);
  assertThrows(() => namePattern("groups", 3 as never), TypeError, "got number.");
});
