/** Fetches, unpacks or writes one thing: `fetch_program.ts FOLDER PLAN`; what is made lies in `FOLDER` under its final name. */
import { exportModel, initialize, mlp } from "../../mod.ts";
import type { Archive } from "../../src/download/archive.ts";
import { download } from "../../src/download/download.ts";
import { downloadHere } from "../../src/download/download_here.ts";
import { fetchFileHere } from "../../src/download/fetch_file_here.ts";
import { replaceText } from "../../src/files/atomic.ts";

/** What is made, and of what. */
export interface Fetching {
  readonly what: "archive" | "archive by a child" | "file" | "table" | "model";
  /** Of the first three. */
  readonly archive: Archive;
}

if (import.meta.main) {
  const [folder, text] = Deno.args as [string, string], { what, archive }: Fetching = JSON.parse(text);
  const { url, bytes, checksum } = archive;
  console.log("BEGIN");
  if (what === "archive") await downloadHere(archive, folder, { idle: 20 });
  if (what === "archive by a child") await download(archive, folder, { idle: 20 });
  if (what === "file") await fetchFileHere({ url, bytes, checksum }, folder, { idle: 20 });
  if (what === "table") {
    for (let i = 0; i < 50; i++) replaceText(`${folder}/table.csv`, `${"0,1,2,3\n".repeat(20_000)}end`);
  }
  if (what === "model") {
    const model = mlp({ sizes: [400, 400, 400, 2] });
    initialize(model, 1);
    for (let i = 0; i < 20; i++) await exportModel(model, `${folder}/model.safetensors`);
  }
  console.log("DONE");
}
