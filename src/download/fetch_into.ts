/**
 * Bytes from a server into an open file. What is already there is kept: a cut connection goes on where it was, by a
 * Range request, and so does a later run.
 */
import { type Bar, bar } from "../terminal/bar.ts";
import { type Archive, fileNameOf } from "./archive.ts";
import { ask } from "./ask.ts";
import { UnreachableError } from "./open_url.ts";
import type { Voucher } from "./voucher.ts";

/** How patient a download is. */
export interface Patience {
  /** How often a connection that brought next to nothing is tried again. Default 4. */
  readonly retries?: number;
  /** Seconds before the first new try; each further one waits twice as long. Default 1. */
  readonly backoff?: number;
  /**
   * Seconds within which 64 KiB must come, or a 64th of what is smaller than 4 MiB; else the connection counts as cut.
   * Default 60.
   */
  readonly idle?: number;
}

const REDIRECTS = 5;
/** What a try must bring to count: without it, a server that sends a byte at a time is asked for ever. */
const strideOf = ({ bytes }: Archive): number => Math.min(1 << 16, Math.ceil(bytes / 64));

/** A failure that another try may mend. */
class Interruption extends Error {
  override readonly name = "Interruption";
}

/** The server answers with something that no other try mends. */
class Refusal extends Error {
  override readonly name = "Refusal";
}

/**
 * Completes a file from its server. Whether the bytes are right is for the checksum to say; without one, what is there is gone on with
 * only where the server says that its file is the same.
 *
 * @param file Open for reading and writing; what it holds is taken for the beginning of the archive.
 * @param archive What to download.
 * @param patience When to give up.
 * @param voucher Where there is no checksum: what says whether the file is the same. Without a word of it, it is fetched from the start.
 * @throws {UnreachableError} If no byte and no answer ever came.
 * @throws {Error} If the server has something else, or the connection was cut too often.
 */
export async function fetchInto(
  file: Deno.FsFile,
  archive: Archive,
  { retries = 4, backoff = 1, idle = 60 }: Patience = {},
  voucher?: Voucher,
): Promise<void> {
  const progress = bar(fileNameOf(archive), { total: archive.bytes, unit: "bytes" });
  const { host } = new URL(archive.url);
  let validator = await voucher?.read(), answered = false, failures = 0;
  /** What is there is of nobody knows what. */
  const forget = async () => {
    if (voucher !== undefined && validator === undefined) await file.truncate(0);
  };
  await forget();
  let reached = await sizeOf(file, archive.bytes);
  try {
    while (true) {
      const begin = await sizeOf(file, archive.bytes);
      if (begin === archive.bytes) return;
      try {
        const response = await request(archive.url, begin, validator, idle);
        answered = true;
        const told = validatorOf(response);
        if (voucher !== undefined && begin > 0 && response.status === 206 && told !== undefined && told !== validator) {
          // A server that does not look at If-Range.
          await response.body?.cancel();
          validator = undefined;
          throw new Interruption("another file, which took the place of the one that had begun");
        }
        validator = response.ok ? told ?? (response.status === 206 ? validator : undefined) : validator;
        if (response.ok) await voucher?.write(validator);
        await receive(response, file, begin, archive, idle, progress);
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        const size = await sizeOf(file, archive.bytes);
        await forget();
        // Only tries that came no further count: a server that cuts every connection still gets the file across.
        failures = size - reached >= Math.min(strideOf(archive), archive.bytes - reached) ? 0 : failures + 1;
        reached = Math.max(reached, size);
        // A host that never answered is soon given up: whoever waits may have something else to offer.
        if (failures > (answered ? retries : Math.min(retries, 1))) throw error;
        await new Promise((resolve) => setTimeout(resolve, backoff * 1000 * 2 ** Math.max(failures - 1, 0)));
      }
    }
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`Cannot download ${archive.url} as ${error.message}`);
    if (!(error instanceof Interruption)) throw error;
    if (!answered) {
      throw new UnreachableError(
        host,
        `Cannot download ${archive.url} as ${host} must be reachable: got ${error.message}. ` +
          "Check the network, or put the files there by hand.",
        { cause: error.cause },
      );
    }
    throw new Error(
      `Cannot download ${archive.url} as the connection must last: got ${error.message}. Run it again to go on from ` +
        `byte ${await sizeOf(file, archive.bytes)} of ${archive.bytes}.`,
      { cause: error.cause },
    );
  } finally {
    progress.stop();
  }
}

/** The length of the file; one that is longer than it may be is emptied. */
async function sizeOf(file: Deno.FsFile, most: number): Promise<number> {
  const { size } = await file.stat();
  if (size <= most) return size;
  await file.truncate(0);
  return 0;
}

/** A strong validator: If-Range must not be given a weak one. */
function validatorOf({ headers }: Response): string | undefined {
  const tag = headers.get("etag");
  return tag !== null && !tag.startsWith("W/") ? tag : headers.get("last-modified") ?? undefined;
}

async function request(url: string, begin: number, validator: string | undefined, idle: number): Promise<Response> {
  const headers = new Headers({ "accept-encoding": "identity" });
  if (begin > 0) headers.set("range", `bytes=${begin}-`);
  if (begin > 0 && validator !== undefined) headers.set("if-range", validator);
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const abort = new AbortController();
    const asked = fetch(url, { headers, redirect: "manual", signal: abort.signal });
    const response = await inTime(asked, idle, () => `nothing for ${idle} seconds`, abort);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = URL.parse(location, url);
    if (next === null || !/^https?:$/.test(next.protocol)) {
      throw new Refusal(
        `a redirect must lead to http or https: got ${location.slice(0, 80)}. The address may have changed.`,
      );
    }
    if (new URL(url).protocol === "https:" && next.protocol !== "https:") {
      throw new Refusal(`a redirect must stay on https: got ${next}. Download it by hand if you trust the server.`);
    }
    // The host of a redirect is a host of its own to Deno.
    await ask({ name: "net", host: next.host }, `follow a redirect from ${new URL(url).host}`);
    url = next.href;
  }
  throw new Refusal(`there must be at most ${REDIRECTS} redirects: got more. The address may have changed.`);
}

async function receive(
  response: Response,
  file: Deno.FsFile,
  begin: number,
  archive: Archive,
  idle: number,
  progress: Bar,
): Promise<void> {
  const { status, headers, body } = response, { bytes } = archive, stride = strideOf(archive);
  const goesOn = status === 206 && headers.get("content-range")?.startsWith(`bytes ${begin}-`);
  if (!goesOn && status !== 200) {
    await body?.cancel();
    if (status === 206 || status === 416) {
      // What the file holds is not the beginning of what the server has.
      await file.truncate(0);
      throw new Interruption(`HTTP status ${status} for a range`);
    }
    if (status >= 500 || status === 429) throw new Interruption(`HTTP status ${status}`);
    throw new Refusal(`the server must answer with HTTP status 200: got ${status}. The address may have changed.`);
  }
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    await body?.cancel();
    throw new Refusal(
      `the server must send the file as it is: got it encoded as ${encoding}. Ask who runs it, or take a mirror.`,
    );
  }
  const start = goesOn ? begin : 0;
  const length = headers.get("content-length");
  if (length !== null && start + Number(length) !== bytes) {
    await body?.cancel();
    throw new Refusal(`it must have ${bytes} bytes: got ${start + Number(length)}. Another file has taken its place.`);
  }
  if (!goesOn) await file.truncate(0);
  await file.seek(start, Deno.SeekMode.Start);
  if (body === null) throw new Interruption(`the end after ${start} of ${bytes} bytes`);
  const reader = body.getReader();
  let at = start, mark = start, deadline = performance.now() + idle * 1000;
  try {
    while (at < bytes) {
      const left = Math.max(deadline - performance.now(), 0) / 1000;
      const { done, value } = await inTime(reader.read(), left, () => `${at - mark} bytes in ${idle} seconds`);
      if (done) throw new Interruption(`the end after ${at} of ${bytes} bytes`);
      if (at + value.length > bytes) {
        await file.truncate(0);
        throw new Refusal(`it must have ${bytes} bytes: got more. Another file has taken its place.`);
      }
      for (let written = 0; written < value.length;) written += await file.write(value.subarray(written));
      progress.update(at += value.length);
      if (at - mark >= stride) [mark, deadline] = [at, performance.now() + idle * 1000];
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** What the network does within the time; anything it throws is an interruption. */
async function inTime<T>(
  promise: Promise<T>,
  seconds: number,
  tooLate: () => string,
  abort?: AbortController,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Interruption(tooLate()));
      abort?.abort();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    if (error instanceof Interruption || error instanceof Deno.errors.NotCapable) throw error;
    throw new Interruption(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** What the network layer says, without the layers around it. */
function reasonOf(error: unknown): string {
  let { message, cause } = error as Error;
  while (cause instanceof Error) ({ message, cause } = cause);
  return message;
}
