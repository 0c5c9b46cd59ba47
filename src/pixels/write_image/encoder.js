/**
 * The compiled encoder of JPEG (MozJPEG), as a module of WebAssembly: importing needs no permission, reading it from the package's
 * folder would. TypeScript does not know `import source` yet, which is why this file is JavaScript.
 */
// @ts-self-types="./encoder.d.ts"
import source jpeg from "npm:@jsquash/jpeg@1.6.0/codec/enc/mozjpeg_enc.wasm";

export { jpeg };
