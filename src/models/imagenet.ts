/** Weights that others have learnt from ImageNet, as plain data: where they lie, what they may be used for, what goes with them. */
import type { Knowledge } from "../knowledge.ts";
import type { PretrainedSpec } from "../pretrained.ts";
import { imagenetClasses } from "./imagenet/classes.ts";

const MEAN = [0.485, 0.456, 0.406], STD = [0.229, 0.224, 0.225];

/** What torchvision's presets do to an image: the shorter side resized, the middle cut out, normalised. */
function knowing(resized: number): Knowledge {
  return Object.freeze({
    classes: imagenetClasses,
    shape: Object.freeze([224, 224, 3]),
    transforms: Object.freeze([
      Object.freeze({ name: "resize", size: resized }),
      Object.freeze({ name: "centerCrop", size: 224 }),
    ]),
    normalization: Object.freeze({
      scale: Object.freeze(STD.map((std) => 1 / (255 * std))),
      offset: Object.freeze(MEAN.map((mean, i) => -mean / STD[i]!)),
    }),
  });
}

/** A file of torchvision's: its name ends in the first digits of its SHA-256, which are held against it. */
function ofTorchvision(file: string, megabytes: number, resized = 256): PretrainedSpec {
  return Object.freeze({
    from: `https://download.pytorch.org/models/${file}`,
    megabytes,
    licence: "BSD-3-Clause, as torchvision; learnt from ImageNet, whose images are for research that earns nothing",
    source: "torchvision, https://github.com/pytorch/vision",
    knows: knowing(resized),
  });
}

/**
 * ResNet-18's weights of ImageNet, torchvision's `IMAGENET1K_V1`: 69.8 % of ImageNet's validation are right.
 *
 * As all of its kind, it is plain data: `resnet18({ weights: resnet18Imagenet })` fetches the file once, into `data/weights`, and holds it
 * against the digits in its name; with other `classes` the last layer begins as drawn. What it `knows`, the names of the classes and
 * what happens to an image before, {@linkcode predictor} goes by.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resnet18, resnet18Imagenet } from "jsr:@raptor/raptor";
 *
 * assertEquals(resnet18Imagenet.knows.classes?.length, 1000);
 * assertEquals(resnet18({ weights: resnet18Imagenet }).pretrained?.length, 1);
 * ```
 */
export const resnet18Imagenet: PretrainedSpec = ofTorchvision("resnet18-f37072fd.pth", 44.661);
/** ResNet-34's, torchvision's `IMAGENET1K_V1`; see {@linkcode resnet18Imagenet}. */
export const resnet34Imagenet: PretrainedSpec = ofTorchvision("resnet34-b627a593.pth", 83.275);
/** ResNet-50's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const resnet50Imagenet: PretrainedSpec = ofTorchvision("resnet50-11ad3fa6.pth", 97.79, 232);
/** ResNet-101's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const resnet101Imagenet: PretrainedSpec = ofTorchvision("resnet101-cd907fc2.pth", 170.53, 232);
/** ResNet-152's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const resnet152Imagenet: PretrainedSpec = ofTorchvision("resnet152-f82ba261.pth", 230.474, 232);
/** ResNeXt-50's of 32 groups of 4, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const resnext50Imagenet: PretrainedSpec = ofTorchvision("resnext50_32x4d-1a0047aa.pth", 95.833, 232);
/** ResNeXt-101's of 32 groups of 8, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const resnext101Imagenet: PretrainedSpec = ofTorchvision("resnext101_32x8d-110c445d.pth", 339.673, 232);
/** The wide ResNet-50's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const wideResnet50Imagenet: PretrainedSpec = ofTorchvision("wide_resnet50_2-9ba9bcbe.pth", 263.124, 232);
/** The wide ResNet-101's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const wideResnet101Imagenet: PretrainedSpec = ofTorchvision("wide_resnet101_2-d733dc28.pth", 484.747, 232);
/** MobileNetV3-Large's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const mobileNetV3LargeImagenet: PretrainedSpec = ofTorchvision("mobilenet_v3_large-5c1a4163.pth", 21.107, 232);
/** MobileNetV3-Small's, torchvision's `IMAGENET1K_V1`; see {@linkcode resnet18Imagenet}. */
export const mobileNetV3SmallImagenet: PretrainedSpec = ofTorchvision("mobilenet_v3_small-047dcff4.pth", 9.829);
/** MobileNetV2's, torchvision's `IMAGENET1K_V2`; see {@linkcode resnet18Imagenet}. */
export const mobileNetV2Imagenet: PretrainedSpec = ofTorchvision("mobilenet_v2-7ebf99e0.pth", 13.598, 232);
/**
 * EfficientNet-B0's, torchvision's `IMAGENET1K_V1`, which came from timm; torchvision resizes its images by a bicubic filter, and here a
 * bilinear one does. See {@linkcode resnet18Imagenet}.
 */
export const efficientNetB0Imagenet: PretrainedSpec = ofTorchvision("efficientnet_b0_rwightman-7f5810bc.pth", 20.451);
/** ConvNeXt-T's, torchvision's `IMAGENET1K_V1`; see {@linkcode resnet18Imagenet}. */
export const convNextTinyImagenet: PretrainedSpec = ofTorchvision("convnext_tiny-983f1562.pth", 109.119, 236);
/** ViT-B/16's, torchvision's `IMAGENET1K_V1`; see {@linkcode resnet18Imagenet}. */
export const vitImagenet: PretrainedSpec = ofTorchvision("vit_b_16-c867db91.pth", 330.285);
