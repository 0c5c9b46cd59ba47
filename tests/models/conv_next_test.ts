import { convNextTiny } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

testImageNetwork("convNextTiny", convNextTiny);
