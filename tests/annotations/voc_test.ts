import { assertEquals, assertThrows } from "@std/assert";
import { boxedOf, vocParser } from "../../src/annotations/voc.ts";

Deno.test("vocParser() takes names and boxes of objects, not of their parts, and the characters that XML must hide", async () => {
  const parse = await vocParser();
  const box = (at: number) => `<bndbox><xmax>${at}</xmax><xmin>1</xmin><ymin>1.5</ymin><ymax>${at}</ymax></bndbox>`;
  const part = `<part><name>head</name>${box(99)}</part>`;
  const text =
    `<?xml version="1.0"?><annotation><!-- by hand --><filename>a&amp;b.jpg</filename><object><name><![CDATA[cat]]></name>` +
    `<difficult>1</difficult>${part}${box(4)}</object></annotation>`;
  assertEquals(parse(text), {
    filename: "a&b.jpg",
    objects: [{ name: "cat", box: [0, 0.5, 4, 4], difficult: true }],
  });
  assertThrows(
    () => parse("<annotation><object></object></annotation>"),
    TypeError,
    "object 1 must have a name: got none",
  );
  assertThrows(() => parse(""), TypeError, "it must hold an annotation: got nothing");
});

Deno.test("vocParser() refuses an object with two boxes or names, which are no digits and letters of the first", async () => {
  const parse = await vocParser();
  const box = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>", name = "<name>cat</name>";
  const of = (inner: string) => parse(`<annotation><object>${inner}</object></annotation>`);
  const pose =
    "<attributes><attribute><name>pose</name></attribute><attribute><name>size</name></attribute></attributes>";
  assertEquals(of(name + box + pose).objects.length, 1);
  assertThrows(() => of(name + box + box), TypeError, "object 1 must have one bndbox/xmin: got two");
  assertThrows(() => of(`<name/>${box}`), TypeError, "object 1 must have a name: got none");
  const empty = box.replace("1", "");
  assertThrows(() => of(name + empty), TypeError, "must have a number as xmin of its bndbox: got none");
  assertThrows(() => of(name + box + name), TypeError, "object 1 must have one name: got two");
});

Deno.test("boxedOf() names a class that there is not", () => {
  const objects = [{ name: "cow", box: [0, 0, 1, 1], difficult: false }] as const;
  assertThrows(() => boxedOf("a.jpg", objects, ["cat"]), TypeError, "object 1 must be of a class among cat: got cow");
});
