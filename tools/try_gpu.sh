#!/usr/bin/env bash
# The whole record of a machine with a graphics card, by one command: tests, tfjs's own tests, parity and rows beside PyTorch, on
# the native engine (CUDA) and on webgpu (Vulkan, Metal, Direct3D). Neither has run on a card yet; whoever has one sends the log.
#
#     bash tools/try_gpu.sh [PYTHON [OUT]]
#
# PYTHON has a torch that sees the card; without one the rows beside PyTorch are left out. OUT is a folder, by default gpu_record.
# A part that fails does not end the others: the last table says which did. Deno and some 4 GB for CUDA's build are needed.
set -u
cd "$(dirname "$0")/.."
python=${1:-} out=$(mkdir -p "${2:-gpu_record}" && cd "${2:-gpu_record}" && pwd)
export NO_COLOR=1 RAPTOR_TORCH_PYTHON=$python
summary=$out/summary.txt
: > "$summary"

# part NAME COMMAND...: runs it, keeps what it says, and notes how it ended.
part() {
  local name=$1 began=$SECONDS
  shift
  echo "== $name: $*" | tee "$out/$name.log"
  "$@" >> "$out/$name.log" 2>&1
  local code=$?
  printf '%-28s %s, %d s\n' "$name" "$([ $code = 0 ] && echo passed || echo "failed ($code)")" $((SECONDS - began)) | tee -a "$summary"
}

machine() {
  date -u
  git log -1 --format='%h %s' 2> /dev/null
  deno --version
  uname -a
  grep -m1 'model name' /proc/cpuinfo 2> /dev/null
  nvidia-smi 2> /dev/null
  vulkaninfo --summary 2> /dev/null
  [ -z "$python" ] || "$python" -c 'import torch; print("torch", torch.__version__, torch.cuda.is_available() and torch.cuda.get_device_name())'
}

# Opens an engine by an expression and refuses what is no card, so that nothing is measured on a processor by mistake.
opens() {
  deno eval --no-lock "import * as raptor from './mod.ts';
    const info = await raptor.$1.open();
    console.log(info.name, info.version, info.device);
    if (/^cpu|llvmpipe|lavapipe|swiftshader/i.test(info.device)) throw new Error('no card: ' + info.device);"
}

part machine machine

if command -v nvidia-smi > /dev/null; then
  part native-opens opens 'native({ gpu: true, install: true })'
  part native-tests deno test -A tests/engines/native tests/engines/native_test.ts tests/engines/truths_test.ts
  part native-tfjs env RAPTOR_TFJS=whole deno test -A tests/tfjs/tfjs_test.ts
  part native-cifar deno run -A examples/cifar.ts --engine native --epochs 1 --work-dir "$out/native-cifar"
  if [ -n "$python" ]; then
    part native-parity deno run -A bench/parity/resnet.ts --engine native --compile
    part native-rows deno run -A bench/vs_pytorch/steps.ts --python "$python"
  fi
else
  echo "native-*                     left out: there is no nvidia-smi" | tee -a "$summary"
fi

part webgpu-opens opens 'webgpu()'
part webgpu-tests deno task test:webgpu
part webgpu-tfjs env RAPTOR_TFJS=whole deno test -A tests/engines/webgpu/tfjs_test.ts
part webgpu-steps deno run -A bench/webgpu_step.ts --model resnet18 --profile
part webgpu-cifar deno run -A examples/cifar.ts --engine webgpu --epochs 1 --work-dir "$out/webgpu-cifar"
[ -z "$python" ] || part webgpu-parity deno run -A bench/parity/resnet.ts --engine webgpu

tar -czf "$out.tar.gz" --exclude '*.safetensors' -C "$(dirname "$out")" "$(basename "$out")"
echo
cat "$summary"
echo "The record is $out.tar.gz: please send it with an issue."
