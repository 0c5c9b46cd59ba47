import { webgpu } from "../../../mod.ts";
import { testLosses } from "../../shelves/losses.ts";
import { testOptimizers } from "../../shelves/optimizers.ts";
import { testWalks } from "../../shelves/optimizer_walks.ts";
import { anyAdapter } from "./any_adapter.ts";

const open = () => webgpu({ allowFallback: true }).open();

testLosses("webgpu", open, anyAdapter);
testOptimizers("webgpu", open, anyAdapter);
testWalks("webgpu", open, anyAdapter);
