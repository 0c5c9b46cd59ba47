"""Images with boxes and masks, as Pillow, pycocotools and ElementTree write them, and the boxes that pycocotools reads."""
import contextlib, io, json, os, sys
import xml.etree.ElementTree as ET
import numpy as np
from PIL import Image
from pycocotools.coco import COCO

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "annotated")
for folder in ("images", "labels", "Annotations", "ImageSets/Main", "masks"):
    os.makedirs(os.path.join(root, folder), exist_ok=True)
at = lambda *parts: os.path.join(root, *parts)
sizes = {"a": (6, 8), "b": (5, 4), "c": (3, 3)}  # height, width
for i, (name, (h, w)) in enumerate(sizes.items()):
    pixels = (np.arange(h * w * 3) * (i + 1) % 256).astype("uint8").reshape(h, w, 3)
    Image.fromarray(pixels).save(at("images", name + ".png"))

# name: (category, left, top, width, height, crowd)
objects = {"a": [("cat", 1, 2, 4, 3, 0), ("dog", 0, 0, 8, 6, 0), ("dog", 2, 2, 3, 3, 1)], "b": [("dog", 1, 1, 2, 3, 0)], "c": []}
ids = {"cat": 17, "dog": 3}
coco = {
    "images": [{"id": 10 + i, "file_name": n + ".png", "height": h, "width": w} for i, (n, (h, w)) in enumerate(sizes.items())],
    "categories": [{"id": ids[n], "name": n} for n in ids],
    "annotations": [],
}
for i, name in enumerate(sizes):
    for category, x, y, w, h, crowd in objects[name]:
        coco["annotations"].append({
            "id": len(coco["annotations"]) + 1, "image_id": 10 + i, "category_id": ids[category], "bbox": [x, y, w, h],
            "area": w * h * 0.75, "iscrowd": crowd, "segmentation": [],
        })
json.dump(coco, open(at("coco.json"), "w"))
with contextlib.redirect_stdout(io.StringIO()):
    read = COCO(at("coco.json"))
order = sorted(read.getCatIds())
golden = {"classes": [c["name"] for c in read.loadCats(order)], "images": {}}
for i, name in enumerate(sizes):
    anns = read.loadAnns(read.getAnnIds(imgIds=[10 + i]))
    golden["images"][name] = {
        "boxes": [[a["bbox"][0], a["bbox"][1], a["bbox"][0] + a["bbox"][2], a["bbox"][1] + a["bbox"][3]] for a in anns],
        "labels": [order.index(a["category_id"]) for a in anns],
        "area": [a["area"] for a in anns], "crowd": [a["iscrowd"] for a in anns],
        "pixels": np.asarray(Image.open(at("images", name + ".png"))).ravel().tolist()[:6],
    }

for name, (h, w) in sizes.items():
    tree = ET.Element("annotation")
    ET.SubElement(tree, "filename").text = name + ".png"
    lines = []
    for category, x, y, bw, bh, crowd in objects[name]:
        lines.append(f"{['dog', 'cat'].index(category)} {(x + bw / 2) / w:.6f} {(y + bh / 2) / h:.6f} {bw / w:.6f} {bh / h:.6f}")
        one = ET.SubElement(tree, "object")
        ET.SubElement(one, "name").text = category
        ET.SubElement(one, "difficult").text = str(crowd)
        box = ET.SubElement(one, "bndbox")
        # The first pixel is number 1, the last one is in the box.
        for side, value in zip(("xmin", "ymin", "xmax", "ymax"), (x + 1, y + 1, x + bw, y + bh)):
            ET.SubElement(box, side).text = str(value)
        part = ET.SubElement(one, "part")
        ET.SubElement(part, "name").text = "head"
    ET.indent(tree)
    ET.ElementTree(tree).write(at("Annotations", name + ".xml"))
    if lines:
        open(at("labels", name + ".txt"), "w").write("\n".join(lines) + "\n")
open(at("ImageSets/Main/train.txt"), "w").write("a\nb\n")
open(at("data.yaml"), "w").write("train: images\nnames:\n  0: dog\n  1: cat\n")
with open(at("boxes.csv"), "w") as out:
    out.write("filename,width,height,class,xmin,ymin,xmax,ymax\n")
    for name, (h, w) in sizes.items():
        for category, x, y, bw, bh, _ in objects[name]:
            out.write(f"{name}.png,{w},{h},{category},{x},{y},{x + bw},{y + bh}\n")
        if not objects[name]:
            out.write(f"{name}.png,{w},{h},,,,,\n")

# A palette of 2 bits with a border that is no class, grey of 8 bits, colours.
masks = {name: (np.add.outer(np.arange(h), np.arange(w)) % 3).astype("uint8") for name, (h, w) in sizes.items()}
masks["a"][0, 0] = 255
palette = Image.fromarray(masks["a"], "P")
palette.putpalette([v for i in range(256) for v in (i, 255 - i, 7 * i % 256)])
palette.save(at("masks", "a.png"))
few = Image.fromarray(masks["b"], "P")
few.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0])
few.save(at("masks", "b.png"), bits=2)
Image.fromarray(masks["c"]).save(at("masks", "c.png"))
Image.fromarray(np.array([[0, 0, 0], [255, 0, 0], [0, 0, 255]], "uint8")[masks["c"]]).save(at("colors.png"))
Image.fromarray(masks["c"] > 0).save(at("bits.png"))
golden["masks"] = {name: mask.ravel().tolist() for name, mask in masks.items()}
json.dump(golden, open(os.path.join(os.path.dirname(root), "annotated.json"), "w"))
