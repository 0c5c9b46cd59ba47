/** All readers of bytes that others have made. */
import { checkpointReaders } from "./checkpoint_readers.ts";
import { mediaReaders } from "./media_readers.ts";
import type { Reader } from "./reader.ts";
import { tableReaders } from "./table_readers.ts";
import { weightReaders } from "./weight_readers.ts";

/** In the order of the record. */
export const readers: readonly Reader[] = [...weightReaders, ...checkpointReaders, ...tableReaders, ...mediaReaders];
