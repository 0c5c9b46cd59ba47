"""Sounds by scipy, arrays by numpy, and shards by the layout of webdataset's TarWriter, with what they hold."""
import io, json, os, tarfile, wave
import numpy as np
from PIL import Image
from scipy.io import wavfile

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(here, "files")
for folder in ("sounds/high", "sounds/low"):
    os.makedirs(os.path.join(root, folder), exist_ok=True)
at = lambda *parts: os.path.join(root, *parts)
golden = {"sounds": {}}
sine = np.sin(np.arange(6) * 0.7)
kinds = {
    "high/u8": ((sine * 100 + 128).astype("uint8"), lambda a: (a.astype(float) - 128) / 128),
    "high/i16": (np.stack([sine * 30000, -sine * 10000], 1).astype("int16"), lambda a: a.astype(float) / 2**15),
    "low/i32": ((sine[:4] * 2e9).astype("int32"), lambda a: a.astype(float) / 2**31),
    "low/f32": (sine[:5].astype("float32"), lambda a: a.astype(float)),
    "low/f64": (sine[:5], lambda a: a),
}
for name, (data, scaled) in kinds.items():
    wavfile.write(at("sounds", name + ".wav"), 8000, data)
    rate, read = wavfile.read(at("sounds", name + ".wav"))
    values = scaled(read)
    golden["sounds"][name] = (values.mean(1) if values.ndim == 2 else values).tolist()
with wave.open(at("sounds/low/i24.wav"), "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(3)
    out.setframerate(8000)
    out.writeframes(b"".join(int(v * 8e6).to_bytes(3, "little", signed=True) for v in sine))
# scipy reads 24 bits as the upper ones of 32.
golden["sounds"]["low/i24"] = (wavfile.read(at("sounds/low/i24.wav"))[1] / 2**31).tolist()
x, y = np.arange(12, dtype="float64").reshape(4, 3) / 8, np.array([0, 2, 1, 2], "int64")
np.savez(at("beside.npz"), x=np.arange(6, dtype="float32").reshape(3, 2), y=np.array([0, 1, 1]), names=np.array(["a", "b", "c"]),
         taken=np.array([2**40, 2**41, 2**42]))
np.savez_compressed(at("arrays.npz"), x_train=x, y_train=y, cat=np.asfortranarray(np.arange(8, dtype="uint8").reshape(4, 2)))
np.save(at("x.npy"), x.astype("float32"))
np.save(at("y.npy"), y.astype("int32"))
golden["x"], golden["y"] = x.tolist(), y.tolist()

def add(tar, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))

golden["shards"] = []
for shard in range(3):
    # Two of three are packed.
    packed = shard < 2
    with tarfile.open(at(f"shard-{shard:03d}.tar" + (".gz" if packed else "")), "w:gz" if packed else "w", format=tarfile.USTAR_FORMAT) as tar:
        for i in range(4 if shard < 2 else 3):
            number = 4 * shard + i
            png = io.BytesIO()
            Image.fromarray(np.full((2, 2, 3), number, "uint8")).save(png, "PNG")
            add(tar, f"images/{number:06d}.png", png.getvalue())
            add(tar, f"images/{number:06d}.cls", str(number % 3).encode())
            add(tar, f"images/{number:06d}.meta.json", json.dumps({"number": number}).encode())
            golden["shards"].append(number)
json.dump(golden, open(os.path.join(here, "files.json"), "w"))
