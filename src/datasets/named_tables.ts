/** Tables that have a name: iris, wine, penguins, California's houses and Adult, fetched where they are not there. */
import { join } from "node:path";
import type { Patience } from "../download/fetch_into.ts";
import { fetchNamed, type NamedData } from "../download/named_data.ts";
import { replaceFile } from "../files/atomic.ts";
import { tarSamples } from "../files/tar_samples.ts";
import { requireRange } from "../options/settle.ts";
import type { tf } from "../tf.ts";
import { type InputBy, table, type TableDataset, type TableOptions } from "./table.ts";

const UCI = "https://archive.ics.uci.edu/ml/machine-learning-databases";
const SEABORN = "https://raw.githubusercontent.com/mwaskom/seaborn-data/master";
const named = (data: NamedData): NamedData => Object.freeze({ ...data, files: Object.freeze(data.files) });

/** Iris. Nobody states a checksum, so there is none; so with the other tables but California's. */
export const IRIS: NamedData = named({
  name: "iris",
  home: "https://archive.ics.uci.edu/dataset/53/iris",
  licence: "CC BY 4.0",
  citation: "Fisher: The use of multiple measurements in taxonomic problems. Annals of Eugenics, 1936.",
  files: [{ url: `${UCI}/iris/iris.data` }],
});

/** Wine. */
export const WINE: NamedData = named({
  name: "wine",
  home: "https://archive.ics.uci.edu/dataset/109/wine",
  licence: "CC BY 4.0",
  citation: "Aeberhard and Forina: Wine. UCI Machine Learning Repository, 1992.",
  files: [{ url: `${UCI}/wine/wine.data` }],
});

/** Palmer penguins. */
export const PENGUINS: NamedData = named({
  name: "penguins",
  home: "https://allisonhorst.github.io/palmerpenguins/",
  licence: "CC0 1.0",
  citation:
    "Gorman, Williams and Fraser: Ecological sexual dimorphism and environmental variability within a community of Antarctic penguins. PLoS ONE, 2014.",
  files: [{ url: `${SEABORN}/penguins.csv` }],
});

/** Adult: incomes of a census. */
export const ADULT: NamedData = named({
  name: "adult",
  home: "https://archive.ics.uci.edu/dataset/2/adult",
  licence: "CC BY 4.0",
  citation: "Becker and Kohavi: Adult. UCI Machine Learning Repository, 1996.",
  files: [{ url: `${UCI}/adult/adult.data` }, { url: `${UCI}/adult/adult.test` }],
});

/** California's houses, with the checksum of scikit-learn. */
export const CALIFORNIA_HOUSING: NamedData = named({
  name: "california-housing",
  home: "https://www.dcc.fc.up.pt/~ltorgo/Regression/cal_housing.html",
  licence: "in the public domain",
  citation: "Pace and Barry: Sparse spatial autoregressions. Statistics and Probability Letters, 1997.",
  files: [{
    url: "https://ndownloader.figshare.com/files/5976036",
    checksum: { algorithm: "sha256", digits: "aaa5c9a6afe2225cc2aed2723682ae403280c4a3695a2ddda4ffb5d8215ea681" },
  }],
});

/** Where the table is, and all that {@linkcode table} may be told beside its file and target. */
export interface NamedTableOptions<I extends "named" | "oneHot" = "named">
  extends Omit<TableOptions<I>, "file" | "rows" | "target" | "query" | "header" | "delimiter"> {
  /** The folder in which the data has a folder of its name, or will. Default `data`. */
  readonly dataDir?: string;
  /** What is fetched, and from where, such as a mirror. */
  readonly source?: NamedData;
  /** When a download gives up. */
  readonly patience?: Patience;
}

/** A table whose target is a class, once it is read. */
export type ClassTable<I extends "named" | "oneHot"> = Promise<TableDataset<InputBy<I>, tf.Tensor1D>>;

/**
 * Iris (Fisher, 1936): 150 flowers of three species by four lengths. All that {@linkcode table} takes may be said.
 *
 * @throws {UnreachableError} If it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { IRIS } from "jsr:@raptor/raptor";
 *
 * assertEquals([IRIS.name, IRIS.files.length], ["iris", 1]);
 * ```
 */
export function iris<I extends "named" | "oneHot" = "named">(options: NamedTableOptions<I> = {}): ClassTable<I> {
  return tableOf("iris", options, IRIS, {
    target: "species",
    header: "sepal_length,sepal_width,petal_length,petal_width,species",
  }) as ClassTable<I>;
}

/**
 * Wine (Aeberhard and Forina, 1992): 178 wines of three growers by 13 measurements.
 *
 * @throws {UnreachableError} If it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { WINE } from "jsr:@raptor/raptor";
 *
 * assertEquals(WINE.licence, "CC BY 4.0");
 * ```
 */
export function wine<I extends "named" | "oneHot" = "named">(options: NamedTableOptions<I> = {}): ClassTable<I> {
  const header = "grower,alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,total_phenols,flavanoids," +
    "nonflavanoid_phenols,proanthocyanins,color_intensity,hue,od280_od315,proline";
  return tableOf("wine", options, WINE, { target: "grower", header }) as ClassTable<I>;
}

/**
 * Palmer penguins (Gorman and others, 2014): 344 penguins of three species by island, measures and sex, some of which are missing.
 *
 * @throws {UnreachableError} If it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { PENGUINS } from "jsr:@raptor/raptor";
 *
 * assertEquals(PENGUINS.licence, "CC0 1.0");
 * ```
 */
export function penguins<I extends "named" | "oneHot" = "named">(options: NamedTableOptions<I> = {}): ClassTable<I> {
  return tableOf("penguins", options, PENGUINS, { target: "species" }) as ClassTable<I>;
}

/**
 * Adult (Becker and Kohavi, 1996): whether one earns more than 50,000 a year, by 14 columns of a census; 32,561 rows to learn from, 16,281
 * to be judged on.
 *
 * @throws {UnreachableError} If it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ADULT } from "jsr:@raptor/raptor";
 *
 * assertEquals(ADULT.files.length, 2);
 * ```
 */
export function adult<I extends "named" | "oneHot" = "named">(options: NamedTableOptions<I> = {}): ClassTable<I> {
  const header = "age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex," +
    "capital_gain,capital_loss,hours_per_week,native_country,income";
  return tableOf("adult", options, ADULT, { target: "income", header, val: 1 }) as ClassTable<I>;
}

/**
 * California's houses (Pace and Barry, 1997): the middle value of houses in 20,640 districts by eight numbers.
 *
 * @throws {UnreachableError} If it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CALIFORNIA_HOUSING } from "jsr:@raptor/raptor";
 *
 * assertEquals(CALIFORNIA_HOUSING.files[0]?.checksum?.algorithm, "sha256");
 * ```
 */
export function californiaHousing<I extends "named" | "oneHot" = "named">(
  options: NamedTableOptions<I> = {},
): Promise<TableDataset<InputBy<I>, tf.Tensor2D>> {
  const header =
    "longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,median_income," +
    "median_house_value";
  return tableOf("californiaHousing", options, CALIFORNIA_HOUSING, {
    ...{ target: "median_house_value", header, task: "regression", part: "CaliforniaHousing/cal_housing.data" },
  }) as Promise<TableDataset<InputBy<I>, tf.Tensor2D>>;
}

/** What one of them is. */
interface Known {
  readonly target: string;
  readonly task?: "regression";
  /** The names of the columns, where the file does not have them. */
  readonly header?: string;
  /** Which file is to be judged on, where one is. */
  readonly val?: number;
  /** Which file of an archive holds the rows. */
  readonly part?: string;
}

async function tableOf(
  name: string,
  given: NamedTableOptions<"named" | "oneHot">,
  usual: NamedData,
  { target, task, header, val, part }: Known,
): Promise<unknown> {
  requireRange(name, "an object", { options: given });
  const { dataDir = "data", source, patience = {}, ...options } = given;
  requireRange(name, "a string", { dataDir });
  const data = source ?? usual, folder = join(dataDir, data.name);
  const fetched = await fetchNamed(data, folder, patience);
  const paths = await Promise.all(fetched.map((path) => header === undefined ? path : tidied(path, header, part)));
  const own = { name, file: paths[0]!, target, ...val !== undefined && { val: paths[val]! }, ...task && { task } };
  return await table({ ...own, ...options } as TableOptions);
}

/** The table with the names of its columns, beside the file: without spaces after commas, empty lines and remarks. */
async function tidied(path: string, header: string, part: string | undefined): Promise<string> {
  const tidy = `${path}.csv`;
  if (await Deno.stat(tidy).then(() => true, () => false)) return tidy;
  const text = part === undefined ? await Deno.readTextFile(path) : await partOf(path, part);
  const width = header.split(",").length;
  const lines = text.split(/\r?\n/).filter((line) => line.split(",").length === width);
  if (lines.length === 0) {
    throw new RangeError(
      `Cannot read ${path} as its rows must have ${width} fields: got none. Delete it to have it fetched again.`,
    );
  }
  // In Adult's file to be judged on, classes end in a full stop.
  const rows = lines.map((line) => line.replaceAll(/, +/g, ",").replace(/\.$/, ""));
  const bytes = new TextEncoder().encode(`${[header, ...rows].join("\n")}\n`);
  await replaceFile(tidy, async (file) => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  });
  return tidy;
}

async function partOf(path: string, part: string): Promise<string> {
  for await (const { key, parts } of tarSamples((await Deno.open(path)).readable, `${path}.tgz`)) {
    for (const [ending, bytes] of Object.entries(parts)) {
      if (`${key}.${ending}` === part) return new TextDecoder().decode(bytes);
    }
  }
  throw new RangeError(
    `Cannot read ${path} as it must hold ${part}: got no such file. Delete it to have it fetched again.`,
  );
}
