/** What is done to the bytes of images. */
export { convert } from "./convert";
export { copy, cut } from "./cut";
export { bits, count, extremes, lightness, lookUp, saturate, sharpen, stretch, tone } from "./retouch";
export { nearest } from "./warp";
