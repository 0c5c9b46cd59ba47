/** The rows of the guide for people who come from MMEngine, and the program that runs their lines of code. */

/** What comes of a row's code. */
export type Outcome =
  | { readonly kind: "is" | "is about"; readonly left: string; readonly right: string }
  | { readonly kind: "is refused"; readonly text: string; readonly compiles: boolean };

/** A row of the guide. */
export interface GuideRow {
  /** The number of what MMEngine has. */
  readonly number: number;
  /** Lines of code, or why there are none. */
  readonly way: readonly string[] | "left out" | "not yet";
  /** What holds afterwards. */
  readonly outcomes: readonly Outcome[];
  /** The words beside the code. */
  readonly words: string;
}

const SPAN = /`([^`]+)`/g;

/**
 * Reads the rows of all tables.
 *
 * @throws {SyntaxError} If a row is of another form than the guide tells.
 */
export function rowsOf(guide: string): GuideRow[] {
  return guide.split("\n").filter((line) => /^\| \d/.test(line)).map((line) => {
    const cells = line.slice(1, line.lastIndexOf("|")).split(/(?<!\\)\|/).map((cell) =>
      cell.trim().replaceAll("\\|", "|")
    );
    const [number, , way = "", words = ""] = cells;
    if (cells.length !== 4) {
      throw new SyntaxError(`Cannot read row ${number} as it has four cells: got ${cells.length}.`);
    }
    return { number: Number(number), way: wayOf(number!, way), outcomes: [...outcomesOf(words)], words };
  });
}

function wayOf(number: string, cell: string): GuideRow["way"] {
  if (cell === "*left out*") return "left out";
  if (cell === "*not yet*") return "not yet";
  const code = [...cell.matchAll(SPAN)].map(([, line]) => line!);
  if (code.length > 0 && cell.replaceAll(SPAN, "").trim() === "") return code;
  throw new SyntaxError(`Cannot read row ${number} as its third cell is code, *left out* or *not yet*: got ${cell}.`);
}

function* outcomesOf(words: string): Generator<Outcome> {
  for (const [, left, about, right] of words.matchAll(/`([^`]+)` is (about )?`([^`]+)`/g)) {
    yield { kind: about === undefined ? "is" : "is about", left: left!, right: right! };
  }
  for (const [, wrong, text] of words.matchAll(/(does not compile, and )?is refused: `([^`]+)`/gi)) {
    yield { kind: "is refused", text: text!, compiles: wrong === undefined };
  }
}

/**
 * A module of tests, one for each row that has code, each in a room of its own that begins with the guide's parts.
 *
 * @param parts The guide's first block.
 * @param names All public names, so that those in use are imported.
 */
export function programOf(rows: readonly GuideRow[], parts: string, names: readonly string[]): string {
  const imports = parts.split("\n").filter((line) => line.startsWith("import ")), taken = imports.join("\n");
  const body = parts.split("\n").filter((line) => !line.startsWith("import ")).join("\n");
  const coded = rows.filter(({ way }) => typeof way !== "string");
  const used = coded.map((row) => `${(row.way as string[]).join("\n")}\n${row.words}`).join("\n");
  const has = (text: string, name: string) => new RegExp(`(?<![.\\w"/])${name}\\b`).test(text);
  const more = names.filter((name) => has(used, name) && !has(taken, name));
  return [
    ...imports,
    `import { ${more.join(", ")} } from "jsr:@raptor/raptor";`,
    'import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";',
    "const near = (got: ArrayLike<number>, wanted: readonly number[]) => {",
    "  assertEquals(got.length, wanted.length);",
    "  wanted.forEach((value, i) => assertAlmostEquals(got[i]!, value, 5e-7 + 5e-6 * Math.abs(value)));",
    "};",
    ...coded.map(({ number, way, outcomes }) =>
      [`Deno.test("row ${number}", async () => {`, body, "{", ...lines(way as string[], outcomes), "}", "});"].join(
        "\n",
      )
    ),
  ].join("\n");
}

function lines(way: readonly string[], outcomes: readonly Outcome[]): string[] {
  const refused = outcomes.find((outcome) => outcome.kind === "is refused");
  const code = way.map((line) => `${line};`);
  if (refused?.kind === "is refused") {
    const last = [...refused.compiles ? [] : ["// @ts-expect-error The guide says so."], code.at(-1)!].join("\n");
    code.splice(-1, 1, `await assertRejects(async () => {\n${last}\n}, Error, ${JSON.stringify(refused.text)});`);
  }
  const checks = outcomes.map((outcome) => {
    if (outcome.kind === "is refused") return "";
    return `${outcome.kind === "is" ? "assertEquals" : "near"}(${outcome.left}, ${outcome.right});`;
  });
  return [...code, ...checks];
}
