/** From the numbers of a row to a sample, by what was fitted. */
import type { Field } from "../../source.ts";
import type { Coder } from "./coder.ts";
import type { FittedColumn } from "./fitting.ts";

/** How many inputs there are of each kind. */
export interface InputSizes {
  /** Numbers of each row, scaled. */
  readonly numbers: number;
  /** Of each column of categories how many different numbers it may hold, 0 for what was not seen among them. */
  readonly categories: readonly number[];
}

/** Makes the input of a sample. */
export interface Encoder {
  /** What there is to expect. */
  readonly sizes: InputSizes;
  /** The input: numbers and categories by name, or one list of numbers. */
  encode(row: Float64Array): Field;
  /** The number of the category of a column that was fitted, 0 for what was not seen. */
  category(row: Float64Array, column: number): number;
}

/**
 * @param coder Made the numbers.
 * @param fitted Of each column of the coder.
 * @param inputs The columns that are inputs.
 * @param flat Whether categories become places of one list, 1 where they are, behind the numbers.
 */
export function encoder(
  coder: Coder,
  fitted: readonly FittedColumn[],
  inputs: readonly number[],
  flat: boolean,
): Encoder {
  const numbers = inputs.filter((i) => fitted[i]!.kind !== "category");
  const categories = inputs.filter((i) => fitted[i]!.kind === "category");
  const indicated = numbers.filter((i) => (fitted[i] as { indicator: boolean }).indicator);
  const width = numbers.length + indicated.length;
  // Texts come to be known as rows are read, so their fitted numbers are found when they are asked for.
  const found = fitted.map((): number[] => []);
  const category = (row: Float64Array, i: number): number => {
    const { values, fill } = fitted[i] as Extract<FittedColumn, { kind: "category" }>, code = row[i]!;
    if (Number.isNaN(code)) return fill;
    const text = coder.texts[i]![code]!;
    return found[i]![code] ??= Object.hasOwn(values, text) ? values[text]! : 0;
  };
  const sizeOf = (i: number) => Object.keys((fitted[i] as { values: object }).values).length + 1;
  const sizes: InputSizes = { numbers: width, categories: categories.map(sizeOf) };
  const places = sizes.categories.reduce((sum, size) => sum + size, 0);
  const put = (row: Float64Array, data: Float32Array): void => {
    numbers.forEach((i, j) => {
      const { fill, center, spread } = fitted[i] as Extract<FittedColumn, { fill: number; center: number }>;
      data[j] = ((Number.isNaN(row[i]!) ? fill : row[i]!) - center) / spread;
    });
    indicated.forEach((i, j) => data[numbers.length + j] = Number.isNaN(row[i]!) ? 1 : 0);
  };
  if (flat) {
    return {
      sizes: { numbers: width + places, categories: [] },
      category,
      encode(row) {
        const data = new Float32Array(width + places);
        put(row, data);
        let begin = width;
        categories.forEach((i, j) => {
          data[begin + category(row, i)] = 1;
          begin += sizes.categories[j]!;
        });
        return { dtype: "float32", shape: [data.length], data };
      },
    };
  }
  return {
    sizes,
    category,
    encode(row) {
      const num = new Float32Array(width);
      put(row, num);
      const cat = Int32Array.from(categories, (i) => category(row, i));
      return {
        ...width > 0 && { num: { dtype: "float32", shape: [width], data: num } },
        ...cat.length > 0 && { cat: { dtype: "int32", shape: [cat.length], data: cat } },
      } as Field;
    },
  };
}
