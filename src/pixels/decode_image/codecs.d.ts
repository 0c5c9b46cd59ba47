/** The types of `codecs.js`. */

/** Decodes JPEG (MozJPEG). */
export const jpeg: WebAssembly.Module;
/** Decodes PNG. */
export const png: WebAssembly.Module;
/** Decodes WebP. */
export const webp: WebAssembly.Module;
