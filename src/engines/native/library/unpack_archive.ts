/** Takes the libraries out of TensorFlow's archive for C as it comes over the network. */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { atMost } from "../../../files/at_most.ts";
import { bar } from "../../../terminal/bar.ts";
import { LIBRARY_NAMES } from "./find_library.ts";
import { wrongSum } from "./library_wheel.ts";
import { onDemand } from "../../../on_demand.ts";

// The files bear their whole version, as in `libtensorflow.so.2.18.0`; the shorter names are links to them.
const LIBRARIES = /^(libtensorflow(_framework)?)(\.so\.2\.\d+\.\d+|\.2\.\d+\.\d+\.dylib)$/;

/** Twice what the largest one holds: what is more would fill the disk. */
const MOST = 4e9;

/**
 * Downloads the archive and unpacks libtensorflow, under the names that programs ask for. The whole of it must come:
 * gzip's own checksum and the archive's last block are verified, and its SHA-256 where that is known.
 *
 * @param url The archive.
 * @param folder Where the libraries go; they are to be used only if this does not throw.
 * @param sha256 What the archive must have.
 * @returns The SHA-256 that it has.
 */
export async function unpackArchive(url: string, folder: string, sha256?: string): Promise<string> {
  const response = await fetch(url).catch((cause) => {
    throw refuse(url, `the host must answer: got ${cause.message}`);
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw refuse(url, `the server must have it: got ${response.status} ${response.statusText}`);
  }
  const progress = bar(basename(url), { total: Number(response.headers.get("content-length")), unit: "bytes" });
  const hash = createHash("sha256");
  let done = 0, found = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      hash.update(chunk);
      progress.update(done += chunk.length);
      controller.enqueue(chunk);
    },
  });
  const [main, framework] = [LIBRARY_NAMES.main[1]!, LIBRARY_NAMES.framework];
  try {
    const entries = response.body.pipeThrough(counted).pipeThrough(new DecompressionStream("gzip"))
      .pipeThrough(atMost(MOST, () => refuse(url, `it must hold at most ${MOST} bytes: got more`)))
      .pipeThrough((await tar()).createTarDecoder({ strict: true }));
    for await (const { header: { name, type = "file" }, body } of entries) {
      const match = type === "file" ? basename(name).match(LIBRARIES) : null;
      if (match === null) {
        await body.cancel();
        continue;
      }
      found++;
      const target = join(folder, match[2] === undefined ? main : framework);
      await body.pipeTo((await Deno.open(target, { write: true, createNew: true })).writable);
    }
  } finally {
    progress.stop();
  }
  const sum = hash.digest("hex");
  if (sha256 !== undefined && sum !== sha256.toLowerCase()) throw wrongSum(url, sha256, sum);
  if (found !== 2) throw refuse(url, `it must hold ${main} and ${framework}: got ${found} of the two`);
  return sum;
}

function refuse(url: string, why: string): Error {
  return new Error(`Cannot install libtensorflow from ${url} as ${why}\nName a libtensorflow by RAPTOR_LIBTENSORFLOW.`);
}

const tar = () => onDemand<typeof import("npm:modern-tar@0.8.6")>("npm:modern-tar@0.8.6");
