import { tf, vit } from "../../mod.ts";
import { testImageNetwork } from "./image_network.ts";

testImageNetwork(
  "vit",
  ({ classes }) => vit({ imageSize: 32, patchSize: 8, layers: 2, heads: 2, units: 8, classes }),
  ({ params }) => {
    // A head of zeros, as it is drawn, lets no gradient through.
    const head = params["heads/head/kernel"]!;
    tf.tidy(() => head.assign(tf.randomNormal(head.shape, 0, 1, "float32", 3)));
  },
);
