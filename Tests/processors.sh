#!/usr/bin/env bash
# Runs the C loops on processors that this machine may not have, and compares every bit of what they yield: here, on ARM
# (user emulation by QEMU) and on one with AVX-512 (Bochs, without an operating system). Takes a minute on x86-64; needs the
# clang and lld of Swift's toolchain and, on Debian,
#
#   apt-get install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross bochs bochsbios vgabios grub-pc-bin xorriso mtools gcc
#
# Where there is no operating system there is no libm either, so that fused multiply-adds are instructions in all variants there.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ "$(uname -m)" == x86_64 ]] || { echo "this runs on x86-64" >&2; exit 2; }
missing=()
for tool in clang ld.lld gcc qemu-aarch64 aarch64-linux-gnu-gcc bochs grub-mkrescue xorriso mformat; do
  command -v "$tool" > /dev/null || missing+=("$tool")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  echo "not found: ${missing[*]}; the head of $0 names the packages" >&2
  exit 2
fi

scratch=$(mktemp -d)
emulator=
cleanup() {
  if [[ -n "$emulator" ]]; then kill -- "-$emulator" 2> /dev/null && wait "$emulator" 2> /dev/null || true; fi
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
kernels=(-O2 -Wall -Wextra -I Sources/CKernels/include Tests/Processors/kernels.c Sources/CKernels/*.c)

clang "${kernels[@]}" -lm -o "$scratch/here"
"$scratch/here" > "$scratch/here.txt"

clang --target=aarch64-linux-gnu --gcc-toolchain=/usr -fuse-ld=lld -static "${kernels[@]}" -lm -o "$scratch/arm"
qemu-aarch64 "$scratch/arm" > "$scratch/arm.txt"

mkdir -p "$scratch/disc/boot/grub"
clang -target x86_64-linux-gnu -mfma -mno-red-zone -fno-pic -fno-builtin -fno-stack-protector -ffunction-sections -static -nostdlib \
  -fuse-ld=lld -Wl,--gc-sections -Wl,-T,Tests/Processors/bare.ld Tests/Processors/boot.S Tests/Processors/bare.c \
  "${kernels[@]}" "$(gcc -print-libgcc-file-name)" -o "$scratch/disc/boot/kernels"
printf 'set timeout=0\nmenuentry kernels { multiboot /boot/kernels }\n' > "$scratch/disc/boot/grub/grub.cfg"
grub-mkrescue -o "$scratch/disc.iso" "$scratch/disc" 2> "$scratch/disc.log" || { cat "$scratch/disc.log" >&2; exit 1; }
cat > "$scratch/bochs" << END
display_library: rfb, options="timeout=0"
cpu: model=tigerlake, ips=200000000, reset_on_triple_fault=0
memory: guest=512, host=512
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path=$scratch/disc.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$scratch/avx512.txt
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
log: $scratch/bochs.log
clock: sync=none
END
# Bochs asks whether to go on, and does not end when the processor halts.
touch "$scratch/avx512.txt"
setsid bash -c 'yes c | bochs -q -f "$0"' "$scratch/bochs" > /dev/null 2>&1 &
emulator=$!
for ((second = 0; second < 900; second++)); do
  if grep -Eq '^(complete|out of memory)' "$scratch/avx512.txt"; then break; fi
  kill -0 "$emulator" 2> /dev/null || break
  sleep 1
done
grep -q '^complete' "$scratch/avx512.txt" || tail -5 "$scratch/bochs.log" >&2

for place in here arm avx512; do
  echo "== $place"
  cat "$scratch/$place.txt"
  grep -q '^complete' "$scratch/$place.txt" || { echo "did not run to its end" >&2; exit 1; }
done
for wanted in "arm.txt:grid neon" "arm.txt:patterns neon" "arm.txt:sha256 arm" "avx512.txt:patterns avx512" \
  "avx512.txt:grid avx512"; do
  grep -q "^${wanted#*:} " "$scratch/${wanted%%:*}" || { echo "${wanted#*:} did not run" >&2; exit 1; }
done
differing=$(cat "$scratch"/{here,arm,avx512}.txt | awk 'NF == 3 {print $1, $3}' | sort -u | cut -d ' ' -f 1 | uniq -d)
if [[ -n "$differing" ]]; then
  echo "not the same bits everywhere: $differing" >&2
  exit 1
fi
echo "the same bits everywhere"
