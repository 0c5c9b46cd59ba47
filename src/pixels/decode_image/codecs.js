/**
 * The compiled decoders, as modules of WebAssembly: libjpeg's and libwebp's successors of the Squoosh project, and a
 * decoder of PNG in Rust. What is imported needs no permission, what is read from the package's folder would. TypeScript
 * does not know `import source` yet, which is why this file is JavaScript.
 */
// @ts-self-types="./codecs.d.ts"
import source jpeg from "npm:@jsquash/jpeg@1.6.0/codec/dec/mozjpeg_dec.wasm";
import source png from "npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png_bg.wasm";
import source webp from "npm:@jsquash/webp@1.5.0/codec/dec/webp_dec.wasm";

export { jpeg, png, webp };
