import { mobileNetV2 } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

testImageNetwork("mobileNetV2", mobileNetV2);
