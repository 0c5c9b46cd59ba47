/** Installs libtensorflow for the native engine, unless it is there: `deno run -A tools/install_native.ts`. */
import { native } from "../mod.ts";

const { version, device } = await native({ install: true }).open();
console.log(`native engine: ${version} on ${device}`);
