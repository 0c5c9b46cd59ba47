/** Bytes that were whole, changed by chance. */

/** Numbers and words that a reader may not expect. */
const TOKENS = [
  ...["0", "-1", "1e308", "1e400", "9007199254740993", "null", "true", '"x"', "[]", "{}", "[0,4]", "4294967296", "1.5"],
  ...[
    "__proto__",
    "constructor",
    "\\u0000",
    "F32",
    "I64",
    "BOOL",
    "BF16",
    ",",
    ":",
    "}",
    "{",
    "]",
    "[",
    '"',
    "\\ud800",
  ],
];

/** Draws whole numbers below a bound. */
export type Draw = (most: number) => number;

/** Bytes with a few of them changed, cut, doubled, moved or left out. */
export function mutateBytes(bytes: Uint8Array, int: Draw): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice(), at = int(bytes.length), length = 1 + int(64);
  switch (int(6)) {
    case 0:
      for (let i = 0; i <= int(8); i++) changed[int(changed.length)] = int(256);
      return changed;
    case 1:
      for (let i = 0; i <= int(4); i++) changed[int(changed.length)]! ^= 1 << int(8);
      return changed;
    case 2:
      return changed.slice(0, at);
    case 3:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at, at + length), ...bytes.subarray(at)]);
    case 4:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
    default:
      changed.fill(int(2) * 255, at, at + length);
      return changed;
  }
}

/** A text with a few of its words changed, or two of its letters swapped. */
export function mutateText(text: string, int: Draw): string {
  if (int(4) === 0) {
    const letters = [...text], [a, b] = [int(letters.length), int(letters.length)];
    [letters[a], letters[b]] = [letters[b]!, letters[a]!];
    return letters.join("");
  }
  let changed = text;
  for (let i = 0; i <= int(3); i++) {
    const numbers = [...changed.matchAll(/\d+/g)], number = numbers[int(numbers.length)];
    const [at, length] = number !== undefined && int(2) === 0
      ? [number.index, number[0].length]
      : [int(changed.length), int(6)];
    changed = changed.slice(0, at) + TOKENS[int(TOKENS.length)] + changed.slice(at + length);
  }
  return changed;
}
