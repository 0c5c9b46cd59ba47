import { assertEquals } from "@std/assert";
import { bytesOf } from "../../src/pixels/bytes_of.ts";

Deno.test("bytesOf() is height times width times channels", () => assertEquals(bytesOf([2, 3, 4]), 24));
