/** Texts that have a name: Tiny Shakespeare, AG News and IMDB's reviews, fetched where they are not there. */
import { join } from "node:path";
import { archivePermissions } from "../download/archive.ts";
import { ask } from "../download/ask.ts";
import { download } from "../download/download.ts";
import type { Patience } from "../download/fetch_into.ts";
import { fetchNamed, type NamedArchives, type NamedData, namedPermissions } from "../download/named_data.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { csvRows } from "../rows/csv_rows.ts";
import type { Source } from "../source.ts";
import { textFiles } from "../sources/text_files.ts";

/** Tiny Shakespeare. Nobody states a checksum, so there is none. */
export const TINY_SHAKESPEARE: NamedData = Object.freeze({
  name: "tiny-shakespeare",
  home: "https://github.com/karpathy/char-rnn",
  licence: "the texts are in the public domain",
  citation: "Karpathy: The unreasonable effectiveness of recurrent neural networks. 2015.",
  files: Object.freeze([
    Object.freeze({ url: "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt" }),
  ]),
});

const AG = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/";

/** AG's news, with the checksums of torchtext. */
export const AG_NEWS: NamedData = Object.freeze({
  name: "ag-news",
  home: "http://groups.di.unipi.it/~gulli/AG_corpus_of_news_articles.html",
  licence: "for research and other uses that are not commercial",
  citation: "Zhang, Zhao and LeCun: Character-level convolutional networks for text classification. NeurIPS, 2015.",
  files: Object.freeze([
    Object.freeze({
      url: `${AG}train.csv`,
      checksum: { algorithm: "md5", digits: "b1a00f826fdfbd249f79597b59e1dc12" } as const,
    }),
    Object.freeze({
      url: `${AG}test.csv`,
      checksum: { algorithm: "md5", digits: "d52ea96a97a2d943681189a97654912d" } as const,
    }),
  ]),
});

/** IMDB's reviews, with the checksum of torchtext. */
export const IMDB: NamedArchives = Object.freeze({
  name: "imdb",
  home: "https://ai.stanford.edu/~amaas/data/sentiment/",
  licence: "none is stated; the authors ask to be cited",
  citation: "Maas, Daly, Pham, Huang, Ng and Potts: Learning word vectors for sentiment analysis. ACL, 2011.",
  archives: Object.freeze([Object.freeze({
    url: "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
    bytes: 84_125_825,
    checksum: Object.freeze({ algorithm: "md5", digits: "7c2ac02c03563afcf9b574c7e56c153a" } as const),
    folder: "aclImdb",
    unpacked: 700_000_000,
  })]),
});

/** Where texts are, and from where they come. */
export interface NamedTextOptions<D> {
  /** The folder in which the data has a folder of its name, or will. Default `data`. */
  readonly dataDir?: string;
  /** What is fetched, and from where, such as a mirror. */
  readonly source?: D;
  /** When a download gives up. */
  readonly patience?: Patience;
}

/**
 * Tiny Shakespeare (Karpathy, 2015): 1.1 MB of plays as one text, for models of language.
 *
 * @returns The text.
 * @throws {UnreachableError} If it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tinyShakespeare } from "jsr:@raptor/raptor";
 *
 * const dataDir = await Deno.makeTempDir();
 * await Deno.mkdir(`${dataDir}/tiny-shakespeare`);
 * await Deno.writeTextFile(`${dataDir}/tiny-shakespeare/input.txt`, "First Citizen:");
 * assertEquals(await tinyShakespeare({ dataDir }), "First Citizen:");
 * await Deno.remove(dataDir, { recursive: true });
 * ```
 */
export async function tinyShakespeare(options: NamedTextOptions<NamedData> = {}): Promise<string> {
  const { dataDir = "data", source = TINY_SHAKESPEARE, patience = {} } = given(options);
  settle("tinyShakespeare", options, { dataDir, source, patience });
  requireRange("tinyShakespeare", "a string", { dataDir });
  const [path] = await fetchNamed(source, join(dataDir, source.name), patience);
  return await Deno.readTextFile(path!);
}

/** Texts to learn from and texts to be judged on. */
export interface TextSplits {
  /** To learn from. */
  readonly train: Source<string, number>;
  /** To be judged on. */
  readonly val: Source<string, number>;
}

/**
 * AG News (Zhang and others, 2015): 120,000 titles and first sentences of news of four kinds to learn from, 7,600 to be judged on. Sources for
 * `dataset`: `x` is a text, of which a transform makes numbers.
 *
 * @throws {UnreachableError} From `open`, if it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { agNews } from "jsr:@raptor/raptor";
 *
 * const { train, val } = agNews();
 * assertEquals([train.name, val.permissions?.length], ["agNews", 3]);
 * ```
 */
export function agNews(options: NamedTextOptions<NamedData> = {}): TextSplits {
  const { dataDir = "data", source = AG_NEWS, patience = {} } = given(options);
  const settings = settle("agNews", options, { dataDir, source, patience });
  requireRange("agNews", "a string", { dataDir });
  const folder = join(dataDir, source.name);
  const part = (which: number) =>
    foundSource({
      ...{ name: "agNews", settings, permissions: namedPermissions(source, folder), labelled: true },
      async find() {
        await ask({ name: "read", path: folder }, `read ${folder}`);
        const path = (await fetchNamed(source, folder, patience))[which]!;
        const reader = await csvRows(path, { delimiter: ",", header: false }),
          texts: string[] = [],
          labels: number[] = [];
        for await (const { rows } of reader.blocks()) {
          for (const fields of rows) {
            const label = Number(fields[0]) - 1, place = `row ${texts.length + 1} of ${path}`;
            if (typeof fields === "string" || ![0, 1, 2, 3].includes(label)) {
              const why = typeof fields === "string"
                ? fields
                : `it must begin with a class from 1 to 4: got ${fields[0]}`;
              throw new TypeError(`Cannot read ${place} as ${why}. Delete it to have it downloaded again.`);
            }
            labels.push(label);
            texts.push(fields.slice(1).join(" "));
          }
        }
        return listed(texts, labels, path);
      },
    });
  return Object.freeze({ train: part(0), val: part(1) });
}

function listed(texts: readonly string[], labels: readonly number[], path: string): Source<string, number> {
  return {
    name: "agNews",
    size: texts.length,
    classes: ["world", "sports", "business", "science and technology"],
    get: (index) => ({ x: texts[index]!, y: labels[index]! }),
    labels: () => labels,
    title: (index) => `row ${index + 1} of ${path}`,
  };
}

/**
 * IMDB's reviews (Maas and others, 2011): 25,000 reviews of films to learn from and 25,000 to be judged on, half of them kind. Sources for
 * `dataset`: `x` is a text, of which a transform makes numbers.
 *
 * @throws {UnreachableError} From `open`, if it must be fetched and the host cannot be reached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { imdb } from "jsr:@raptor/raptor";
 *
 * assertEquals(imdb({ dataDir: "texts" }).train.name, "imdb");
 * ```
 */
export function imdb(options: NamedTextOptions<NamedArchives> = {}): TextSplits {
  const { dataDir = "data", source = IMDB, patience = {} } = given(options);
  const settings = settle("imdb", options, { dataDir, source, patience });
  requireRange("imdb", "a string", { dataDir });
  const archive = source.archives[0]!;
  const part = (which: "train" | "test") =>
    foundSource({
      ...{ name: "imdb", settings, permissions: archivePermissions(archive, dataDir), labelled: true },
      async find() {
        const folder = await download(archive, dataDir, patience);
        return textFiles(join(folder, which), { classes: ["neg", "pos"] });
      },
    });
  return Object.freeze({ train: part("train"), val: part("test") });
}
