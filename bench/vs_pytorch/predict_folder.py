"""Photographs a second from files to predictions: ResNet-18 at 224, batches of 32, PyTorch and Pillow; see bench/predict_folder.ts."""

import time, glob, sys, torch
lib = torch.library.Library("torchvision","DEF")
lib.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"); lib.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import torchvision
from torchvision import transforms as T
from PIL import Image
files = sorted(glob.glob(sys.argv[1]+"/**/*.jpg", recursive=True))
tf = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize([0.485,0.456,0.406],[0.229,0.224,0.225])])
class D(torch.utils.data.Dataset):
    def __len__(self): return len(files)
    def __getitem__(self,i): return tf(Image.open(files[i]).convert("RGB"))
net = torchvision.models.resnet18(num_classes=2).eval()
for workers in (0, 2):
    with torch.inference_mode():
        for turn in range(3):
            t=time.perf_counter(); n=0
            for x in torch.utils.data.DataLoader(D(), batch_size=32, num_workers=workers): n+=net(x).shape[0]
            s=time.perf_counter()-t
            print("torch", workers, "workers:", n, "images,", round(n/s,1), "a second", flush=True)
