/** The examples of documentation: blocks of TypeScript in doc comments and in Markdown, as `deno test --doc` takes them. */

/** A block of TypeScript, and where it stands. */
export interface Example {
  /** From the root, such as `src/tf.ts`. */
  readonly file: string;
  /** The line of its fence, from 1. */
  readonly line: number;
  readonly code: string;
}

/** Blocks that begin with ` ```ts`; those that say more, such as ` ```ts ignore`, are for reading alone. */
export function examplesOf(file: string, text: string): Example[] {
  const bar = file.endsWith(".md") ? "" : " *\\* ?";
  const fenced = new RegExp(`^${bar}\`\`\`ts\\n([\\s\\S]*?)^${bar}\`\`\`$`, "gm");
  return Array.from(text.matchAll(fenced), ({ index, 1: block }) => ({
    file,
    line: text.slice(0, index).split("\n").length,
    code: block!.replaceAll(new RegExp(`^${bar}`, "gm"), ""),
  }));
}

/**
 * An example as a module of its own that can be imported from anywhere: paths are whole, and what it uses of the file that it
 * stands in is imported from there.
 *
 * @param exported The names that the file exports.
 */
export function moduleOf({ file, code }: Example, exported: readonly string[], root: string): string {
  const home = new URL(file, root).href;
  const told = Array.from(code.matchAll(/\b(?:import (?:type )?\{([^}]*)\}|(?:const|let|class|function) (\w+))/g))
    .flatMap(([, names, name]) => name ?? names!.split(",").map((one) => one.trim().split(" as ").at(-1)!));
  const used = exported.filter((name) => !told.includes(name) && new RegExp(`\\b${name}\\b`).test(code));
  const whole = code.replaceAll(
    /(from |import\()"(\.[^"]*)"/g,
    (_, before, path) => `${before}"${new URL(path, home)}"`,
  );
  return used.length > 0 ? `import { ${used.join(", ")} } from "${home}";\n${whole}` : whole;
}
