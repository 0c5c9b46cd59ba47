import { assertEquals } from "@std/assert";
import { examplesOf, moduleOf } from "./examples_of.ts";

const comment = `/**
 * Doubles.
 *
 * \`\`\`ts
 * import { half } from "../b/half.ts";
 *
 * if (half(twice(1)) !== 1) throw new Error();
 * \`\`\`
 *
 * \`\`\`ts ignore
 * twice(await hours());
 * \`\`\`
 */
export const twice = (x: number) => 2 * x;

  /**
   * \`\`\`ts
   * const twice = 1;
   * \`\`\`
   */
`;

Deno.test("examplesOf() finds blocks in doc comments, with their lines, and leaves out what is for reading alone", () => {
  assertEquals(examplesOf("src/a/twice.ts", comment), [
    {
      file: "src/a/twice.ts",
      line: 4,
      code: 'import { half } from "../b/half.ts";\n\nif (half(twice(1)) !== 1) throw new Error();\n',
    },
    { file: "src/a/twice.ts", line: 17, code: "const twice = 1;\n" },
  ]);
});

Deno.test("examplesOf() finds blocks in Markdown, code that looks like a comment included", () => {
  const text = "# Guide\n\n```ts\nconst a = 1;\n * 2;\n```\n\n```ts ignore\nno();\n```\n```sh\nls\n```\n";
  assertEquals(examplesOf("docs/guide.md", text), [{ file: "docs/guide.md", line: 3, code: "const a = 1;\n * 2;\n" }]);
});

Deno.test("moduleOf() makes paths whole and imports what the example uses of its own file, once", () => {
  const [first, second] = examplesOf("src/a/twice.ts", comment);
  assertEquals(
    moduleOf(first!, ["twice", "thrice"], "file:///house/"),
    'import { twice } from "file:///house/src/a/twice.ts";\nimport { half } from "file:///house/src/b/half.ts";\n\n' +
      "if (half(twice(1)) !== 1) throw new Error();\n",
  );
  assertEquals(
    moduleOf(second!, ["twice"], "file:///house/"),
    "const twice = 1;\n",
    "what is told there is not imported",
  );
});
