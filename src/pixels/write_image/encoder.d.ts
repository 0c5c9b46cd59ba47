/** The types of `encoder.js`. */

/** Encodes JPEG (MozJPEG). */
export const jpeg: WebAssembly.Module;
