/** The script that `iova-plan capture` prints: for a target's shell, busybox's included. */

export interface CaptureOptions {
  /** The flattened device tree as well, as base64. */
  readonly deviceTree: boolean;
}

/** No line is longer than 80 columns and none has a tab, so that it can be pasted at a serial console's prompt. */
export const captureScript = ({ deviceTree }: CaptureOptions): string =>
  SCRIPT.replace("with_tree=no\n", `with_tree=${deviceTree ? "yes" : "no"}\n`);

const SCRIPT = `# iova-plan capture: what a running Linux shows of its IOMMU groups.
# Prints to standard output, changes nothing. POSIX sh; busybox will do.
# Save the output whole, and compare: iova-plan verify BOARD OUTPUT
LC_ALL=C
export LC_ALL
root=\${IOVA_PLAN_ROOT:-}
groups=$root/sys/kernel/iommu_groups
tree=$root/proc/device-tree

# The first line of a file, NULs as spaces; nothing if it cannot be read.
line_of() {
  [ -r "$1" ] || return 0
  tr '\\000' ' ' < "$1" 2>/dev/null | sed -n '1{s/ *$//;p;}'
}

page_size() {
  size=$(getconf PAGESIZE 2>/dev/null)
  [ -n "$size" ] || size=$(sed -n \\
    '/^KernelPageSize:/{s/[^0-9]//g;s/$/000/;p;q;}' /proc/self/smaps \\
    2>/dev/null | sed 's/^4000$/4096/;s/^16000$/16384/;s/^64000$/65536/')
  echo "\${size:-unknown}"
}

# Where a device's of_node link leads.
node_of() {
  [ -d "$1/of_node" ] || return 0
  where=$(cd "$1/of_node" 2>/dev/null && pwd -P) || return 0
  echo "\${where#"$root"}"
}

one_group() {
  at=\${1#"$root"}
  for name in type reserved_regions; do
    [ -r "$1/$name" ] || continue
    sed "s|^|$at/$name:|" < "$1/$name" 2>/dev/null
  done
  for device in "$1"/devices/*; do
    [ -e "$device" ] || [ -L "$device" ] || continue
    echo "$at/devices/\${device##*/}"
    node=$(node_of "$device")
    [ -z "$node" ] || echo "$at/devices/\${device##*/}/of_node -> $node"
  done
}

# Without base64, which a small busybox may lack, there is uuencode -m.
encoded() {
  if command -v base64 > /dev/null 2>&1; then
    base64
  else
    uuencode -m tree | sed '1d;/^====$/d'
  fi | sed 's/^/base64 /'
}

# The blob is root's to read, and not there after every boot.
device_tree() {
  if [ -r "$root/sys/firmware/fdt" ]; then
    echo "device-tree fdt"
    encoded < "$root/sys/firmware/fdt"
  elif [ -d "$tree" ]; then
    echo "device-tree tar"
    (cd "$tree/" && tar cf - . 2>/dev/null) | gzip -c | encoded
  else
    echo "device-tree none"
  fi
}

collect() {
  release=$(line_of "$root/proc/sys/kernel/osrelease")
  echo "release \${release:-$(uname -r)}"
  echo "machine $(uname -m)"
  echo "page-size $(page_size)"
  echo "command-line $(line_of "$root/proc/cmdline")"
  echo "model $(line_of "$tree/model")"
  echo "compatible $(line_of "$tree/compatible")"
  count=0
  for group in "$groups"/*; do
    [ -d "$group" ] || continue
    count=$((count + 1))
    one_group "$group"
  done
  echo "groups $count"
  [ "$with_tree" = no ] || device_tree
}

# Each line with its number and length, in pieces that 80 columns hold.
numbered() {
  number=0
  while IFS= read -r text; do
    while [ "\${#text}" -gt 56 ]; do
      rest=\${text#????????????????????????????????????????????????????????}
      number=$((number + 1))
      echo "iova-plan:$number:56+\${text%"$rest"}"
      text=$rest
    done
    number=$((number + 1))
    echo "iova-plan:$number:\${#text}:$text"
  done
  echo "iova-plan:end:$number:$sum"
}

with_tree=no
taken=$(collect | sed 's/ *$//')
sum=$(printf '%s\\n' "$taken" | cksum 2>/dev/null) || sum=-
[ -n "$sum" ] || sum=-
echo "iova-plan:begin:1"
printf '%s\\n' "$taken" | numbered
`;
