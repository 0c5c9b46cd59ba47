/**
 * The only door to TensorFlow.js: every other file takes `tf` from here.
 *
 * The union package is needed, as bare tfjs-core registers no gradients. In Raptor use the functional
 * style only (`tf.relu(x)`).
 */
import * as tf from "npm:@tensorflow/tfjs@4.22.0";

// Silences the advice to install tfjs-node, whose kernels the native engine brings already.
tf.env().set("IS_NODE", false);

export { tf };
