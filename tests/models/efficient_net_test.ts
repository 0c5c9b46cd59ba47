import { efficientNetB0 } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

testImageNetwork("efficientNetB0", efficientNetB0);
