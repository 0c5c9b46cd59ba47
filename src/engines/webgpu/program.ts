/** How a program of this folder is written down, and the WGSL that it becomes. */

/** What an array holds: numbers, or numbers by four. */
export type Element = "f32" | "vec4<f32>";

/** A program in WGSL; make one once and run it often, as it is compiled at its first run. */
export interface Program {
  /** What profiles call it. */
  readonly name: string;
  /** Arrays that it reads, by name. */
  readonly reads: Readonly<Record<string, Element>>;
  /** Arrays that it writes, and may read too. */
  readonly writes: Readonly<Record<string, Element>>;
  /** Whole numbers of at least 0, which the code finds as `numbers.name`. */
  readonly integers: readonly string[];
  /** Other numbers, likewise. */
  readonly floats?: readonly string[];
  /** The threads of a workgroup. Default 256, which every device has. */
  readonly threads?: number;
  /** Whether the code has numbers of 16 bits in it, which the device must know. Default false. */
  readonly half?: boolean;
  /**
   * Defines `fn run(group: u32, lane: u32)`, what the thread `lane` of workgroup `group` does. It may be called with
   * groups beyond the last that was asked for.
   */
  readonly code: string;
}

/** The threads of a workgroup, where a program does not say. */
export const THREADS = 256;

/** The WGSL of a program: arrays are bound in the order of reads and writes, then the numbers. */
export function sourceOf(
  { reads, writes, integers, floats = [], threads = THREADS, half = false, code }: Program,
): string {
  const arrays = [
    ...Object.entries(reads).map(([name, element]) => ["read", name, element]),
    ...Object.entries(writes).map(([name, element]) => ["read_write", name, element]),
  ];
  const fields = [...integers.map((name) => `${name}: u32`), ...floats.map((name) => `${name}: f32`)];
  return `${half ? "enable f16;\n" : ""}
struct Numbers { ${fields.join(", ")} }
${
    arrays.map(([access, name, element], i) =>
      `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${element}>;`
    ).join("\n")
  }
@group(0) @binding(${arrays.length}) var<uniform> numbers: Numbers;

${code}

@compute @workgroup_size(${threads})
fn main(
  @builtin(workgroup_id) place: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  run(place.x + groups.x * (place.y + groups.y * place.z), lane);
}
`;
}

/**
 * Lays workgroups out in three dimensions, as a device takes only so many in one. There may be some too many.
 *
 * @param groups How many workgroups there are.
 * @param most How many the device takes in a dimension.
 */
export function layOut(groups: number, most: number): [number, number, number] {
  if (groups <= most) return [groups, 1, 1];
  const rows = Math.ceil(groups / most);
  if (rows <= most) return [Math.ceil(groups / rows), rows, 1];
  const layers = Math.ceil(rows / most);
  return [most, Math.ceil(rows / layers), layers];
}

/** How an array of that size is seen: by four where that comes out even. */
export function elementFor(size: number): Element {
  return size % 4 === 0 ? "vec4<f32>" : "f32";
}

/** How many numbers an element holds. */
export function widthOf(element: Element): number {
  return element === "f32" ? 1 : 4;
}
