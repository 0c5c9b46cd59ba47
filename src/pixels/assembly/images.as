/** What is done to the bytes of images. */
export { convert } from "./convert";
export { cut } from "./cut";
