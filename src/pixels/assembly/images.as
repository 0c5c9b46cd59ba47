/** What is done to the bytes of images. */
export { convert } from "./convert";
export { cut } from "./cut";
export { bits, count, lightness, lookUp, saturate, sharpen, tone } from "./retouch";
export { nearest } from "./warp";
